/**
 * The one JSON reader of the door. Two parsers that disagree about a text are a way round a
 * signature, so everything parsers disagree about is refused: duplicate keys, numbers outside
 * I-JSON (RFC 7493 2.2), lone surrogates, a byte order mark, `__proto__`, deep nesting.
 */
import { canonicalize, canonicalizeOnce, isWellFormed } from "./canonical.ts";

/** Levels of arrays and objects a text may nest. */
export const json_depth_max = 32;

/** Limits a caller may tighten. */
export type StrictJsonLimits = { depth_max?: number };

/** The value, or a constant reason that quotes nothing of the text. */
export type StrictJson = { ok: true; value: unknown } | { ok: false; reason: string };

/** Reads a text strictly (RFC 8259 within RFC 7493). */
export function parseStrictJson(text: string, limits: StrictJsonLimits = {}): StrictJson {
  if (text.charCodeAt(0) === 0xfeff) return refuse("byte order mark");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse("not JSON");
  }
  const fault = faultIn(value, limits.depth_max ?? json_depth_max);
  if (fault !== undefined) return refuse(fault);
  // A text equal to its own canonical form cannot hold a duplicate key: no scan is needed.
  if (canonicalWhole(value) === text) return { ok: true, value };
  return hasDuplicateKey(text) ? refuse("duplicate key") : { ok: true, value };
}

/** Its members keep their texts: the signature is over two of them (signature/profiles.ts). */
function canonicalWhole(value: unknown): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const member of Object.values(value)) {
      if (typeof member === "object" && member !== null) canonicalizeOnce(member as object);
    }
  }
  return canonicalize(value);
}

/** Decodes a body as UTF-8 and keeps a byte order mark, so that the parser can refuse it. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function refuse(reason: string): StrictJson {
  return { ok: false, reason };
}

/** The first thing in a parsed value that I-JSON or the limits forbid. */
function faultIn(value: unknown, levelsLeft: number): string | undefined {
  if (typeof value === "string") return isWellFormed(value) ? undefined : "lone surrogate";
  if (typeof value === "number") return numberFault(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (levelsLeft <= 0) return "nested too deep";
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      const fault = faultIn(item, levelsLeft - 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    if (key === "__proto__") return "forbidden key";
    if (!isWellFormed(key)) return "lone surrogate";
    const fault = faultIn(record[key], levelsLeft - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return "number out of range";
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return "number out of range";
  return undefined;
}

/**
 * Whether an object of a text holds a key twice. The text is known to be JSON, so only strings,
 * brackets and commas need looking at; keys are compared unescaped.
 */
function hasDuplicateKey(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let keyExpected = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keyExpected && keys !== undefined) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (keys.has(key)) return true;
        keys.add(key);
        keyExpected = false;
      }
      at = end;
    } else if (char === 0x7b) {
      open.push(new Set());
      keyExpected = true;
    } else if (char === 0x5b) {
      open.push(undefined);
      keyExpected = false;
    } else if (char === 0x7d || char === 0x5d) {
      open.pop();
      keyExpected = false;
    } else if (char === 0x2c) {
      keyExpected = open.at(-1) !== undefined;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1;
  return at;
}
