/**
 * The fields `Signature-Input` and `Signature` (RFC 9421 4, structured fields of RFC 9651), read as far
 * as a signature of ours needs: everything else in them is refused, not guessed at.
 */

/** Longest field that is looked at, and most signatures in it (proxies may add theirs). */
export const signature_field_chars_max = 8_192;
export const signatures_max = 5;

/** One signature of a request. */
export type SignatureInput = {
  /** The covered components in their order; none has parameters. */
  covered: readonly string[];
  parameters: ReadonlyMap<string, string | number>;
  /** The inner list with its parameters as sent, which is `@signature-params`. */
  text: string;
  signature: Uint8Array;
};

/** The signatures of both fields, by label; undefined when they are malformed or do not belong together. */
export function readSignatureHeaders(
  inputField: string,
  signatureField: string,
): SignatureInput[] | undefined {
  if (Math.max(inputField.length, signatureField.length) > signature_field_chars_max) {
    return undefined;
  }
  const inputs = membersOf(inputField, inputMember);
  const values = membersOf(signatureField, valueMember);
  if (inputs === undefined || values === undefined) return undefined;
  const found: SignatureInput[] = [];
  for (const [label, text] of inputs) {
    const value = values.get(label);
    const parsed = value === undefined ? undefined : parseInput(text);
    // A signature of a proxy may cover what we do not understand: it is not ours to judge.
    if (value !== undefined && parsed !== undefined) {
      found.push({ ...parsed, text, signature: Buffer.from(value.slice(1, -1), "base64") });
    }
  }
  return found;
}

const key = String.raw`[a-z*][a-z0-9_.*-]{0,63}`;
const item = String.raw`-?[0-9]{1,15}|"[\x20\x21\x23-\x5b\x5d-\x7e]*"|\?[01]|:[A-Za-z0-9+/=]*:`;
const parameter = String.raw`;\s*${key}(?:=(?:${item}))?`;
const inner = String.raw`\((?:[\x20-\x27\x2a-\x7e])*\)(?:${parameter})*`;
const inputMember = new RegExp(String.raw`\s*(${key})=(${inner})\s*(,|$)`, "y");
const valueMember = new RegExp(String.raw`\s*(${key})=(:[A-Za-z0-9+/]+={0,2}:)\s*(,|$)`, "y");

/** The members of a dictionary; a label given twice makes it malformed. */
function membersOf(field: string, pattern: RegExp): Map<string, string> | undefined {
  const found = new Map<string, string>();
  pattern.lastIndex = 0;
  for (;;) {
    const match = pattern.exec(field);
    if (match === null) return undefined;
    const [, label = "", text = "", next = ""] = match;
    if (found.has(label) || found.size >= signatures_max) return undefined;
    found.set(label, text);
    if (next === "") return found;
  }
}

function parseInput(text: string): Pick<SignatureInput, "covered" | "parameters"> | undefined {
  const [, list = "", rest = ""] = /^\(([^()]*)\)(.*)$/.exec(text) ?? [];
  const covered = list.trim() === "" ? [] : list.trim().split(/ +/);
  if (!covered.every((name) => /^"@?[a-z][a-z0-9-]*"$/.test(name))) return undefined;
  if (new Set(covered).size !== covered.length) return undefined;
  const parameters = parametersOf(rest);
  return parameters && { covered: covered.map((name) => name.slice(1, -1)), parameters };
}

function parametersOf(text: string): Map<string, string | number> | undefined {
  const found = new Map<string, string | number>();
  const pattern = new RegExp(String.raw`;\s*(${key})(?:=(${item}))?`, "y");
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    const [, name = "", value = "?1"] = match ?? [];
    if (match === null || found.has(name)) return undefined;
    found.set(name, valueOf(value));
  }
  return found;
}

function valueOf(text: string): string | number {
  if (text.startsWith('"')) return text.slice(1, -1);
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
