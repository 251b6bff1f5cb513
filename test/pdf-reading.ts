/**
 * Reads the PDFs that Chromium prints, as far as the tests ask: pages with their text, the tags, the
 * language. Objects stand open in such a file (no object streams), text as glyphs with a ToUnicode
 * map beside them, what runs from right to left inside marks of its own.
 */
import { inflateSync } from "node:zlib";

export interface PrintedPdf {
  /** The text of each page, runs from right to left turned into the order of reading, no spaces. */
  pages: string[];
  /** How often each kind of tag stands in the structure tree: `{ H1: 1, Table: 4 }`. */
  tags: Record<string, number>;
  isTagged: boolean;
  language: string;
  /** Width and height of the first page in points. */
  size: [number, number];
}

export function readPdf(file: Buffer): PrintedPdf {
  const objects = objectsOf(file);
  const all = [...objects.values()];
  const catalog = all.find(({ head }) => /\/Type\s*\/Catalog\b/.test(head))?.head ?? "";
  const pages = all.filter(({ head }) => /\/Type\s*\/Page\b/.test(head));
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pages[0]?.head ?? "");
  return {
    pages: pages.map(({ head }) => pageText(head, objects)),
    tags: tagsOf(all),
    isTagged: /\/MarkInfo[^>]*\/Marked true/.test(catalog) && /\/StructTreeRoot/.test(catalog),
    language: /\/Lang \(([^)]*)\)/.exec(catalog)?.[1] ?? "",
    size: [Number(box?.[1]), Number(box?.[2])],
  };
}

interface PdfObject {
  head: string;
  stream: () => string;
}
type Objects = ReadonlyMap<string, PdfObject>;

function objectsOf(file: Buffer): Objects {
  const text = file.toString("latin1");
  const found = new Map<string, PdfObject>();
  for (const hit of text.matchAll(/(?:^|\n)(\d+) 0 obj\s/g)) {
    const from = hit.index + hit[0].length;
    const end = text.indexOf("endobj", from);
    const streamed = text.indexOf("stream\n", from);
    const isStream = streamed >= 0 && streamed < end;
    const head = text.slice(from, isStream ? streamed : end);
    const bytes = file.subarray(streamed + 7);
    const stream = () => (isStream ? inflateSync(bytes).toString("latin1") : "");
    found.set(hit[1] ?? "", { head, stream });
  }
  return found;
}

function tagsOf(all: readonly PdfObject[]): Record<string, number> {
  const tags: Record<string, number> = {};
  for (const { head } of all) {
    const tag = /\/Type\s*\/StructElem/.test(head) ? /\/S\s*\/(\w+)/.exec(head)?.[1] : undefined;
    if (tag) tags[tag] = (tags[tag] ?? 0) + 1;
  }
  return tags;
}

function pageText(head: string, objects: Objects): string {
  const content = /\/Contents (\d+) 0 R/.exec(head)?.[1] ?? "";
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const [, name = "", id = ""] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const map = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? "")?.[1] ?? "";
    fonts.set(name, unicodeOf(objects.get(map)?.stream() ?? ""));
  }
  return textIn(objects.get(content)?.stream() ?? "", fonts);
}

const mark =
  /\/ReversedChars BMC|\/ActualText <([0-9A-F]+)>|BDC|BMC|EMC|\/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj/g;

/** Walks the marks of one page; what a mark says it stands for goes before its glyphs. */
function textIn(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let text = "";
  let font: ReadonlyMap<string, string> = new Map();
  let said: string | null = null;
  const open: { reversedFrom: number | null; says: string | null }[] = [];
  for (const [hit, actual, name, glyphs] of content.matchAll(mark)) {
    if (hit.startsWith("/ReversedChars")) open.push({ reversedFrom: text.length, says: null });
    else if (actual !== undefined) said = utf16(actual.replace(/^FEFF/, ""));
    else if (hit === "BDC" || hit === "BMC") {
      open.push({ reversedFrom: null, says: said });
      if (said !== null) text += reversed(said);
      said = null;
    } else if (hit === "EMC") {
      const { reversedFrom } = open.pop() ?? { reversedFrom: null };
      if (reversedFrom !== null) {
        text = text.slice(0, reversedFrom) + reversed(text.slice(reversedFrom));
      }
    } else if (name !== undefined) font = fonts.get(name) ?? new Map();
    else if (!open.some(({ says }) => says !== null)) {
      const isWide = [...font.keys()].some((code) => code.length === 4);
      const codes = (glyphs ?? "").match(isWide ? /.{4}/g : /.{2}/g) ?? [];
      text += codes.map((code) => font.get(code) ?? "").join("");
    }
  }
  return text.replace(/[\s\u2066-\u2069\u200e\u200f]/g, "");
}

function reversed(text: string): string {
  return Array.from(text).reverse().join("");
}

/** Glyph code → characters, from a ToUnicode map. */
function unicodeOf(map: string): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const [, block = ""] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, code = "", to = ""] of block.matchAll(/<([0-9A-F]+)> <([0-9A-F]+)>/g)) {
      known.set(code, utf16(to));
    }
  }
  for (const [, block = ""] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    const ranges = block.matchAll(/<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]+)>/g);
    for (const [, from = "", until = "", to = ""] of ranges) {
      for (let at = parseInt(from, 16); at <= parseInt(until, 16); at += 1) {
        const code = at.toString(16).toUpperCase().padStart(from.length, "0");
        known.set(code, String.fromCodePoint(parseInt(to, 16) + at - parseInt(from, 16)));
      }
    }
  }
  return known;
}

function utf16(hex: string): string {
  return String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => parseInt(unit, 16)));
}
