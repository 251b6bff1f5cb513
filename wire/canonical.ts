/**
 * The JSON Canonicalization Scheme, RFC 8785: one text per JSON value, so that two systems hash and
 * sign the same bytes. DCI leaves the canonical form open (ESS API 1.0.0, "signature"); STANDARDS.md
 * fixes this one. It is the hot path of a batch: RFC 8785 3.2.2 defines strings and numbers by
 * ECMAScript's own serialisation, so `JSON.stringify` does that work.
 */

/** Nesting beyond this is refused rather than risking the call stack. */
export const canonical_depth_max = 512;

/** Keys whose quoted form is remembered; the cap keeps hostile key sets from growing the memory. */
const key_cache_entries_max = 4096;
const quotedKeys = new Map<string, string>();

/** Letters, digits and punctuation that JSON never escapes: the common case of a short value. */
const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const plain_text_chars_max = 64;

/**
 * The canonical text of a JSON value (RFC 8785 3.2).
 * @throws TypeError on undefined, NaN, infinities, lone surrogates and anything that is not JSON.
 */
export function canonicalize(value: unknown): string {
  return canonicalText(value, 0);
}

/**
 * The canonical text of an object that is not changed any more: wherever it stands in a larger value,
 * its text is put there as it is. For what is hashed alone and then signed and sent with others.
 */
export function canonicalizeOnce(object: object): string {
  const text = texts.get(object) ?? canonicalize(object);
  texts.set(object, text);
  return text;
}
const texts = new WeakMap<object, string>();

function canonicalText(value: unknown, depth: number): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("not canonical: number is not finite");
    // String(-0) is "0", as RFC 8785 3.2.2.3 wants.
    return String(value);
  }
  if (value === null) return "null";
  if (value === true) return "true";
  if (value === false) return "false";
  if (typeof value !== "object") throw new TypeError(`not canonical: ${typeof value}`);
  if (depth >= canonical_depth_max) throw new TypeError("not canonical: nested too deep");
  const known = texts.get(value);
  if (known !== undefined) return known;
  return Array.isArray(value) ? arrayText(value, depth) : objectText(value, depth);
}

function arrayText(items: unknown[], depth: number): string {
  let out = "[";
  for (let index = 0; index < items.length; index++) {
    if (index > 0) out += ",";
    out += canonicalText(items[index], depth + 1);
  }
  return out + "]";
}

function objectText(object: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError("not canonical: not a plain object");
  }
  const record = object as Record<string, unknown>;
  // The default sort compares UTF-16 code units, which is RFC 8785 3.2.3.
  const keys = Object.keys(record).sort();
  let out = "{";
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    if (index > 0) out += ",";
    out += quoteKey(key) + canonicalText(record[key], depth + 1);
  }
  return out + "}";
}

function quoteKey(key: string): string {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const quoted = quote(key) + ":";
  if (quotedKeys.size < key_cache_entries_max && key.length <= plain_text_chars_max) {
    quotedKeys.set(key, quoted);
  }
  return quoted;
}

function quote(text: string): string {
  if (text.length <= plain_text_chars_max && plainText.test(text)) return `"${text}"`;
  if (!isWellFormed(text)) throw new TypeError("not canonical: lone surrogate");
  return JSON.stringify(text);
}

/** Whether a string has no lone surrogate (I-JSON, RFC 7493 2.1). */
export function isWellFormed(text: string): boolean {
  // ES2024; the compiler's library is ES2023, Node 20 has it.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
