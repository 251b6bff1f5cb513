/**
 * The search for what a partner refuses in a batch, whose answer names no item (a DCI ack speaks of
 * the message). The front half of what is suspected goes alone: accepted, it is delivered and the
 * other half is suspected; refused, it is. Nobody is found guilty of a refusal that was never
 * repeated: the last one suspected after nothing but acceptances goes alone once more. So n items
 * need at most ⌈log2(n + 1)⌉ sends: seven for 127.
 */
export interface Search<Item> {
  suspects: readonly Item[];
  /** A part of the batch was refused as well, so it is not the batch as such that the partner minds. */
  proven: boolean;
}

/** Begins when all of these were refused together. */
export function searchAmong<Item>(items: readonly Item[]): Search<Item> {
  return { suspects: items, proven: items.length === 1 };
}

/** What is to be done next: send so many from the front, park one, or go on as if nothing had been. */
export type Next<Item> =
  { kind: "send"; count: number } | { kind: "found"; item: Item } | { kind: "over" };

export function nextStep<Item>({ suspects, proven }: Search<Item>): Next<Item> {
  const [first] = suspects;
  if (first === undefined) return { kind: "over" };
  if (proven && suspects.length === 1) return { kind: "found", item: first };
  return { kind: "send", count: Math.ceil(suspects.length / 2) };
}

export function afterAccepted<Item>(search: Search<Item>, count: number): Search<Item> {
  return { ...search, suspects: search.suspects.slice(count) };
}

export function afterRefused<Item>(search: Search<Item>, count: number): Search<Item> {
  return { suspects: search.suspects.slice(0, count), proven: true };
}
