import { describe, expect, it } from "vitest";
import type { Store } from "./database.ts";
import { gathered_max, gathering } from "./gathering.ts";

/** Only what tells stores apart. */
const storeNamed = (id: string) => ({ system: { id } }) as Store;

/** Statements that end when they are let. */
function heldStatements() {
  const asked: number[][] = [];
  const letGo: (() => void)[] = [];
  const ask = gathering(async (_store, all: readonly number[]) => {
    asked.push([...all]);
    await new Promise<void>((resolve) => letGo.push(resolve));
    if (all.includes(13)) throw new Error("unlucky");
    return all.map((one) => one * 10);
  });
  const next = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    letGo.shift()?.();
  };
  return { asked, ask, next };
}

describe("callers of one statement", () => {
  const store = storeNamed("sp");

  it("does not make the first wait, and lets the others share the next one", async () => {
    const { asked, ask, next } = heldStatements();
    const answers = Promise.all([1, 2, 3].map((one) => ask(store, one)));
    expect(asked).toEqual([[1]]);
    await next();
    await next();
    expect(await answers).toEqual([10, 20, 30]);
    expect(asked).toEqual([[1], [2, 3]]);
  });

  it("never answers from a statement that began before the question", async () => {
    const { asked, ask, next } = heldStatements();
    const first = ask(store, 1);
    const late = ask(store, 1);
    await next();
    await first;
    await next();
    expect(await late).toBe(10);
    expect(asked).toEqual([[1], [1]]);
  });

  it("fails nobody for another's fault", async () => {
    const { ask, next } = heldStatements();
    const all = Promise.allSettled([1, 12, 13, 14].map((one) => ask(store, one)));
    for (let statement = 0; statement < 5; statement += 1) await next();
    const outcomes = (await all).map((one) => (one.status === "fulfilled" ? one.value : "failed"));
    expect(outcomes).toEqual([10, 120, "failed", 140]);
  });

  it("bounds how many share one, and keeps stores apart", async () => {
    const { asked, ask, next } = heldStatements();
    const many = Array.from({ length: gathered_max + 2 }, (_, at) => at + 100);
    const all = Promise.all(many.map((one) => ask(store, one)));
    const other = ask(storeNamed("ess"), 7);
    for (let statement = 0; statement < 4; statement += 1) await next();
    expect(await all).toHaveLength(many.length);
    expect(await other).toBe(70);
    expect(asked.map((one) => one.length)).toEqual([1, 1, gathered_max, 1]);
  });
});
