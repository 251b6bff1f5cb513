/** Whether a node still has its keys while it runs: what is sealed without them could not be opened again. */
import type { Soundness } from "../store/soundness.ts";
import { readNodeKeys, type NodeKeys } from "./keys.ts";

const look_every_ms = 2_000;

/** Looks at the keys file now and again, and notes what it finds; returns how to stop. */
export function watchKeys(
  path: string,
  keys: NodeKeys,
  soundness: readonly Pick<Soundness, "note">[],
  everyMs = look_every_ms,
): () => void {
  const timer = setInterval(() => void look(path, keys, soundness), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** The key that seals must be the same; signing keys may be added while the node runs. */
export async function look(
  path: string,
  keys: NodeKeys,
  soundness: readonly Pick<Soundness, "note">[],
): Promise<void> {
  const areThere = await readNodeKeys(path).then(
    ({ seal }) => seal === keys.seal,
    () => false,
  );
  for (const one of soundness) one.note("keys_missing", !areThere);
}
