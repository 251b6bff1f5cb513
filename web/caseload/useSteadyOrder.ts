import { useState } from "react";

/**
 * Rows stay where they are while a worker looks at them: what arrives changes their content, and only
 * the worker's own click their order. `changes` says how many rows came, went or would stand elsewhere.
 */
export function useSteadyOrder<Item>(
  name: string,
  items: readonly Item[] | undefined,
  idOf: (item: Item) => string,
  /** What is shown first may be of an earlier visit: it is held once it was asked again. */
  isFresh: boolean,
) {
  const [held, setHeld] = useState<{ name: string; ids: readonly string[] } | null>(null);
  const fresh = items?.map(idOf) ?? null;
  const isNew = held?.name !== name;
  if (fresh && isNew && isFresh) setHeld({ name, ids: fresh });
  const ids = isNew || !held ? (fresh ?? []) : held.ids;
  const known = new Map(items?.map((item) => [idOf(item), item]));
  const shown = ids.flatMap((id) => known.get(id) ?? []);
  const differ = changesBetween(ids, fresh ?? ids);
  return {
    shown,
    changes: differ,
    refresh: () => setHeld(fresh ? { name, ids: fresh } : null),
  };
}

/** Rows that came, went, or stand elsewhere among those that stayed. */
export function changesBetween(before: readonly string[], now: readonly string[]): number {
  const [old, fresh] = [new Set(before), new Set(now)];
  const came = now.filter((id) => !old.has(id)).length;
  const went = before.filter((id) => !fresh.has(id)).length;
  const stayed = before.filter((id) => fresh.has(id));
  const order = now.filter((id) => old.has(id));
  return came + went + stayed.filter((id, at) => order[at] !== id).length;
}
