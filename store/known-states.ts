import type { RecordState } from "../domain/record.ts";
import { decodeState } from "./codec.ts";
import type { Sealer } from "./sealing.ts";

/** Records whose state is remembered, of each sealer: two of the largest batches. */
const remembered_max = 1_000;

interface Known {
  text: string;
  state: RecordState;
}
/** By sealer, then by record; who was asked for last stands last. */
const bySealer = new WeakMap<Sealer, Map<string, Known>>();

/**
 * What a record's stored text says. A text that was read or written a moment ago is not read again:
 * it is compared with the one that is stored now, so nothing here can be out of date. States are never
 * changed, only replaced, so all readers may have the same.
 */
export function stateOf(sealer: Sealer, id: string, text: string): RecordState {
  const known = knownBy(sealer).get(id);
  const state = known?.text === text ? known.state : decodeState(sealer, text);
  rememberState(sealer, id, { text, state });
  return state;
}

/** A state and the text it was just written as, whether or not that text is ever committed. */
export function rememberState(sealer: Sealer, id: string, known: Known): void {
  const states = knownBy(sealer);
  states.delete(id);
  states.set(id, known);
  for (const oldest of states.keys()) {
    if (states.size <= remembered_max) break;
    states.delete(oldest);
  }
}

function knownBy(sealer: Sealer): Map<string, Known> {
  let states = bySealer.get(sealer);
  if (!states) {
    states = new Map();
    bySealer.set(sealer, states);
  }
  return states;
}
