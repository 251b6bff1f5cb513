import { createHash } from "node:crypto";

/** What happened in which order, in codes: no ids, no values, no personal data. */
export interface Trace {
  line(atMs: number, text: string): void;
  /** The last lines, oldest first. */
  tail(): string[];
  digest(): string;
}

const tail_lines_max = 80;

/** `all`: every line is kept, for reading; else only the last ones. */
export function createTrace(startMs: number, all = false): Trace {
  const hash = createHash("sha256");
  const lines: string[] = [];
  return {
    line(atMs, text) {
      const line = `${((atMs - startMs) / 1000).toFixed(3)} ${text}`;
      hash.update(`${line}\n`);
      lines.push(line);
      if (!all && lines.length > tail_lines_max) lines.shift();
    },
    tail: () => [...lines],
    digest: () => hash.copy().digest("hex").slice(0, 16),
  };
}
