/** Threads of steps: which messages a worker has still to read, and which wait for an answer. */
import { creatorOf, textOf, valueOf, type StoredRecord } from "../record.ts";
import type { SystemId } from "../records/field.ts";
import type { Worker } from "../records/values.ts";

/** Did this worker write it? Then it is read. */
export function isBy(message: StoredRecord, worker: Worker): boolean {
  const by = valueOf(message.state, "by") as unknown as Worker | undefined;
  return by?.name === worker.name && by.system === worker.system;
}

/**
 * Of one thread in its order: what came from the other office after our own last word. What our
 * office has answered waits for nobody, whoever of us answered.
 */
export function unanswered(thread: readonly StoredRecord[], self: SystemId): StoredRecord[] {
  const last = thread.findLastIndex(({ key }) => creatorOf(key) === self);
  return thread.slice(last + 1);
}

/** Messages by the key of their step, each thread in the order given. */
export function byStep<M>(
  messages: readonly M[],
  of: (message: M) => StoredRecord,
): Map<string, M[]> {
  const threads = new Map<string, M[]>();
  for (const message of messages) {
    const step = textOf(of(message).state, "step");
    threads.set(step, [...(threads.get(step) ?? []), message]);
  }
  return threads;
}
