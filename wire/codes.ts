/**
 * Reading and writing codes. Samples carry labels or ad-hoc words, the directories define codes, and
 * nothing says which goes on the wire: read every form, write the one a partner's profile names.
 * Inside, a value is its neutral name. The lists are in
 * `employment-codes.ts`, `person-codes.ts` and `relationship-codes.ts`.
 */

/** One line of a code list. */
export type CodeEntry = {
  /** Neutral snake_case name used inside. */
  value: string;
  code: string;
  label: string;
  /** Other spellings met: samples, older numberings, misprints of the directory. */
  aliases?: readonly string[];
  /**
   * The code says more, or less, than the neutral value: it is read but never written, since writing
   * it would claim something nobody knows.
   */
  read_only?: true;
};

/** A code list with the version its codes belong to. */
export type CodeList = { name: string; version: string; entries: readonly CodeEntry[] };

/** How a partner wants values written. */
export type CodeForm = "code" | "label";

/**
 * The neutral value of a code or label, zero padded or not, in any case, with or without the prefix
 * of an IRI; undefined when the list does not know it. A bare number means what this list says, so
 * choose the list by the partner's profile.
 */
export function readCode(list: CodeList, input: unknown): string | undefined {
  if (typeof input !== "string" && typeof input !== "number") return undefined;
  const text = String(input);
  if (text.length > 200) return undefined;
  const index = indexOf(list);
  return index.get(normal(text)) ?? index.get(normal(withoutPrefix(text)));
}

/** The code or label of a neutral value; undefined when the list has no faithful word for it. */
export function writeCode(list: CodeList, value: string, as: CodeForm): string | undefined {
  const entry = list.entries.find((one) => one.value === value && one.read_only !== true);
  return entry?.[as];
}

const indexes = new WeakMap<CodeList, Map<string, string>>();

function indexOf(list: CodeList): Map<string, string> {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const index = new Map<string, string>();
  // Codes first, then labels, then aliases: a code is never shadowed by another entry's alias.
  const forms: ((entry: CodeEntry) => readonly string[])[] = [
    (entry) => [entry.code],
    (entry) => [entry.label, entry.value],
    (entry) => entry.aliases ?? [],
  ];
  for (const form of forms) {
    for (const entry of list.entries) {
      for (const text of form(entry)) {
        if (!index.has(normal(text))) index.set(normal(text), entry.value);
      }
    }
  }
  indexes.set(list, index);
  return index;
}

function normal(text: string): string {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, " ");
  return /^\d+$/.test(plain) ? plain.replace(/^0+(?=\d)/, "") : plain;
}

/** `code:3`, `spdci:Active`, `https://example.org/list#3` as `3`, `Active`, `3`. */
function withoutPrefix(text: string): string {
  return text.trim().replace(/^[A-Za-z][^\s]*[:#/](?=[^\s:#/]+)/, "");
}
