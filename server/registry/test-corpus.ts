/** Faulty messages by the thousand, made from good ones: every path of every message, every kind of fault. */

/** One faulty value and what was done to it. */
export interface Mutation {
  what: string;
  value: unknown;
}

type Path = readonly (string | number)[];

/** Values that stand where something else should: of every type, too long, not of any list, hostile. */
const strangers: readonly [string, unknown][] = [
  ["null", null],
  ["a boolean", true],
  ["a number", -1.5],
  ["a huge number", 9_007_199_254_740_991],
  ["an empty text", ""],
  ["a long text", "x".repeat(10_000)],
  ["a text of no list", "\u202e'; drop table people; --\u{1F4A9}"],
  ["an empty list", []],
  ["a list of nulls", [null, null]],
  ["an object", { constructor: { prototype: 1 }, toString: 1 }],
];

/** Every path of a value with each fault: missing, each stranger, and for objects an extra member. */
export function* mutationsOf(value: unknown): Generator<Mutation> {
  for (const path of pathsOf(value)) {
    const at = path.join("/");
    if (path.length > 0) yield { what: `${at} is missing`, value: changed(value, path, undefined) };
    for (const [kind, stranger] of strangers) {
      yield { what: `${at} is ${kind}`, value: changed(value, path, () => stranger) };
    }
    if (isPlain(found(value, path))) {
      yield {
        what: `${at} has members more`,
        value: changed(value, path, (inner) => ({ ...(inner as object), "@extra": [1], "": "" })),
      };
    }
  }
}

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* pathsOf(inner, [...path, index]);
  } else if (isPlain(value)) {
    for (const [name, inner] of Object.entries(value)) yield* pathsOf(inner, [...path, name]);
  }
}

function found(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], value);
}

/** A copy in which what stands at the path is changed, or taken out. */
function changed(
  value: unknown,
  path: Path,
  change: ((inner: unknown) => unknown) | undefined,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change?.(value);
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as unknown[])];
    if (rest.length === 0 && !change) copy.splice(Number(step), 1);
    else copy[Number(step)] = changed(copy[Number(step)], rest, change);
    return copy;
  }
  const copy = { ...(value as Record<string, unknown>) };
  if (rest.length === 0 && !change) delete copy[step];
  else copy[step] = changed(copy[step], rest, change);
  return copy;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const deep = 20_000;

/** Bodies that are no message at all, as raw bytes. */
export const rawBodies: readonly [string, string | Buffer][] = [
  ["nothing", ""],
  ["white space", " \n\t "],
  ["half an object", '{"header":{'],
  ["two objects", "{}{}"],
  ["a text", '"header"'],
  ["a list", "[]"],
  ["a duplicate member", '{"header":{},"message":{},"message":{}}'],
  ["a duplicate member, escaped", '{"header":{},"m\\u0065ssage":{},"message":{}}'],
  ["lists without end", "[".repeat(deep)],
  ["lists inside lists", `${"[".repeat(deep)}${"]".repeat(deep)}`],
  ["objects inside objects", `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`],
  ["very many members", `{${Array.from({ length: 50_000 }, (_, n) => `"k${n}":0`).join(",")}}`],
  ["__proto__", '{"__proto__":{"sender_id":"x"},"header":{},"message":{}}'],
  ["an escaped __proto__", '{"\\u005f_proto__":{},"header":{},"message":{}}'],
  ["constructor", '{"constructor":{"prototype":{}},"header":{},"message":{}}'],
  ["a number beyond all", '{"header":1e400,"message":{}}'],
  ["a number of many digits", `{"header":${"9".repeat(5_000)},"message":{}}`],
  ["NaN", '{"header":NaN,"message":{}}'],
  ["a lone surrogate", '{"header":"\\ud800","message":{}}'],
  ["a character of no text", '{"header":{"message_id":"\\u0000"},"message":{}}'],
  ["a byte order mark", '\ufeff{"header":{},"message":{}}'],
  ["bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x7d])],
  ["overlong UTF-8", Buffer.from([0x22, 0xe0, 0x80, 0xaf, 0x22])],
  ["UTF-16", Buffer.from('{"header":{},"message":{}}', "utf16le")],
  ["a comment", '{/*x*/"header":{},"message":{}}'],
  ["a trailing comma", '{"header":{},"message":{},}'],
  ["XML", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'],
];
