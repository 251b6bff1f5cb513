/**
 * Words as one slip away (Damerau 1964): one letter too many, too few, another one, or two that
 * changed places. What is typed may be the beginning of a word only. Words are folded (folding.ts).
 */

/** Shorter words are one slip from too many others. */
export const near_letters_min = 4;

/** Does some beginning of the word differ from what was typed by at most one slip? */
export function beginsNear(typed: string, word: string): boolean {
  const [a, b] = [Array.from(typed), Array.from(word)];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  if (at === a.length) return true;
  const begins = (from: number, to: number) =>
    a.slice(from).every((letter, step) => letter === b[to + step]);
  const swapped = a[at] === b[at + 1] && a[at + 1] === b[at] && begins(at + 2, at + 2);
  return begins(at + 1, at) || begins(at, at + 1) || begins(at + 1, at + 1) || swapped;
}

/**
 * Every beginning that a word has which `beginsNear` says yes to, with these letters: a word is near
 * when it begins with one of them. Some 60 for each typed letter of a Latin alphabet.
 */
export function nearBeginnings(typed: string, alphabet: Iterable<string>): string[] {
  const a = Array.from(typed);
  const letters = new Set([...alphabet, ...a]);
  const near = new Set([typed]);
  for (let at = 0; at <= a.length; at += 1) {
    const [before, after] = [a.slice(0, at).join(""), a.slice(at)];
    const put = (middle: string, from: number) =>
      near.add(before + middle + after.slice(from).join(""));
    if (at < a.length) {
      put("", 1);
      for (const letter of letters) {
        put(letter, 0);
        put(letter, 1);
      }
    }
    if (at + 1 < a.length) put(`${after[1] ?? ""}${after[0] ?? ""}`, 2);
  }
  return shortest(near);
}

/** Without those that begin with another of them: whoever begins with that one is found already. */
function shortest(beginnings: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (const one of [...beginnings].sort()) {
    const last = kept.at(-1);
    if (last === undefined || !one.startsWith(last)) kept.push(one);
  }
  return kept;
}
