/**
 * The text Python's `json.dumps(value, sort_keys=True, separators=(",", ":"))` writes for a JSON text
 * it has read with `json.loads`: the canonical form of the profile `dci-cavage/openspp`. It works on
 * the text and not on a parsed value, as Python tells `1` from `1.0` and JavaScript does not.
 *
 * What Python would write as no JSON at all (infinities), or what two readers may read differently
 * (duplicate keys, lone surrogates), is refused.
 */
import { canonical_depth_max, isWellFormed } from "../canonical.ts";

/** Digits of an integer beyond which Python itself refuses to read it (sys.int_info). */
export const python_integer_digits_max = 4300;

/**
 * The canonical text of each member of the object a JSON text holds.
 * @throws TypeError when the text is no JSON object or has no canonical form.
 */
export function pythonMembers(text: string): Map<string, string> {
  const reading: Reading = { text, at: 0 };
  skipSpace(reading);
  if (text[reading.at] !== "{") throw fault("not an object");
  const members = objectMembers(reading, 0);
  skipSpace(reading);
  if (reading.at !== text.length) throw fault("not JSON");
  return members;
}

/** The canonical text of an object's members, as one object. */
export function pythonObject(members: ReadonlyMap<string, string>): string {
  const keys = [...members.keys()].sort(byCodePoint);
  return `{${keys.map((key) => `${quote(key)}:${members.get(key) ?? ""}`).join(",")}}`;
}

/** A text and how far it has been read. */
type Reading = { readonly text: string; at: number };

function valueText(reading: Reading, depth: number): string {
  if (depth >= canonical_depth_max) throw fault("nested too deep");
  skipSpace(reading);
  switch (reading.text[reading.at]) {
    case "{":
      return pythonObject(objectMembers(reading, depth));
    case "[":
      return arrayText(reading, depth);
    case '"':
      return quote(stringValue(reading));
    default:
      return literalText(reading);
  }
}

function objectMembers(reading: Reading, depth: number): Map<string, string> {
  const members = new Map<string, string>();
  reading.at += 1;
  skipSpace(reading);
  if (took(reading, "}")) return members;
  do {
    skipSpace(reading);
    if (reading.text[reading.at] !== '"') throw fault("not JSON");
    const key = stringValue(reading);
    if (members.has(key)) throw fault("duplicate key");
    skipSpace(reading);
    if (!took(reading, ":")) throw fault("not JSON");
    members.set(key, valueText(reading, depth + 1));
    skipSpace(reading);
  } while (took(reading, ","));
  if (!took(reading, "}")) throw fault("not JSON");
  return members;
}

function arrayText(reading: Reading, depth: number): string {
  const items: string[] = [];
  reading.at += 1;
  skipSpace(reading);
  if (took(reading, "]")) return "[]";
  do {
    items.push(valueText(reading, depth + 1));
    skipSpace(reading);
  } while (took(reading, ","));
  if (!took(reading, "]")) throw fault("not JSON");
  return `[${items.join(",")}]`;
}

function stringValue(reading: Reading): string {
  stringToken.lastIndex = reading.at;
  const [token] = stringToken.exec(reading.text) ?? [];
  if (token === undefined) throw fault("not JSON");
  reading.at += token.length;
  const bare = token.slice(1, -1);
  const value = plainText.test(bare) ? bare : parsedString(token);
  if (!isWellFormed(value)) throw fault("lone surrogate");
  return value;
}

function parsedString(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    throw fault("not JSON");
  }
}

function literalText(reading: Reading): string {
  literalToken.lastIndex = reading.at;
  const [token] = literalToken.exec(reading.text) ?? [];
  if (token === undefined) throw fault("not JSON");
  reading.at += token.length;
  if (token === "null" || token === "true" || token === "false") return token;
  return pythonNumber(token);
}

const stringToken = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const literalToken = /null|true|false|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** The number of a token as Python writes it: an integer by its digits, anything else as a float. */
export function pythonNumber(token: string): string {
  if (/^-?[0-9]+$/.test(token)) {
    if (token.length > python_integer_digits_max) throw fault("number out of range");
    return token === "-0" ? "0" : token;
  }
  const value = Number(token);
  if (!Number.isFinite(value)) throw fault("number out of range");
  return pythonFloat(value);
}

/**
 * `repr` of a Python float. Both languages give the shortest digits that read back as the same
 * number; Python writes an exponent from 1e16 up and below 1e-4, with two digits at least, and marks
 * whole numbers by `.0`.
 */
function pythonFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", power = "0"] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= 16 || exponent < -4) {
    const sign = exponent < 0 ? "-" : "+";
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  const plain = decimalText(mantissa, exponent);
  return plain.includes(".") ? plain : `${plain}.0`;
}

/** A mantissa such as `-1.25` and its exponent, written without an exponent. */
function decimalText(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = digits.slice(exponent + 1);
  return rest === "" ? sign + whole : `${sign}${whole}.${rest}`;
}

/** `ensure_ascii`: everything but printable ASCII is escaped, in UTF-16 code units and lower case. */
function quote(text: string): string {
  if (plainText.test(text)) return `"${text}"`;
  return `"${text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, escapeOf)}"`;
}

const plainText = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function escapeOf(unit: string): string {
  const short = shortEscapes.get(unit);
  return short ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

const shortEscapes = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Python orders by code points; JavaScript's own order is by UTF-16 code units. */
function byCodePoint(a: string, b: string): number {
  const units = Math.min(a.length, b.length);
  for (let at = 0; at < units; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others of 16 bits. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

function skipSpace(reading: Reading): void {
  for (;;) {
    const unit = reading.text.charCodeAt(reading.at);
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
    reading.at += 1;
  }
}

function took(reading: Reading, char: string): boolean {
  if (reading.text[reading.at] !== char) return false;
  reading.at += 1;
  return true;
}

function fault(reason: string): TypeError {
  return new TypeError(`not canonical: ${reason}`);
}
