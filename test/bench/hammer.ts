/** What one measurement says. */
export interface Figures {
  per_second: number;
  p50_ms: number;
  p99_ms: number;
  count: number;
}

/** So many loops side by side call again and again for some seconds. */
export async function hammer(
  loops: number,
  seconds: number,
  call: (loop: number) => Promise<void>,
): Promise<Figures> {
  const took: number[] = [];
  const began = performance.now();
  const end = began + seconds * 1_000;
  const work = async (loop: number) => {
    while (performance.now() < end) {
      const start = performance.now();
      await call(loop);
      took.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: loops }, (_, loop) => work(loop)));
  return figuresOf(took, (performance.now() - began) / 1_000);
}

/** What calls that took so long, within so much time, come to. */
export function figuresOf(took: number[], elapsed_s: number): Figures {
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0;
  return {
    per_second: took.length / elapsed_s,
    p50_ms: at(0.5),
    p99_ms: at(0.99),
    count: took.length,
  };
}
