import { sameJson, type Json, type JsonObject } from "../domain/json.ts";
import { isBlank, isObject, objectIn } from "./spellings.ts";

/** What is kept of one partner's record of one person beyond the record table; the newest first. */
export const kept_bytes_max = 8 * 1024;

/**
 * What is kept of a partner's attributes that we do not know, after it sent `rest` (readRecord). An
 * attribute sent again replaces the older one, a blank takes it away, one that is not mentioned
 * stays. What does not fit is not kept: the newest has the room first.
 */
export function keep(before: JsonObject, rest: JsonObject): JsonObject {
  const kept: JsonObject = {};
  let bytes = 2;
  const add = (path: readonly string[], value: Json): void => {
    const size = Buffer.byteLength(JSON.stringify([path, value]), "utf8");
    if (isBlank(value) || bytes + size > kept_bytes_max) return;
    bytes += size;
    put(kept, path, value);
  };
  const said = new Set<string>();
  for (const from of [rest, before]) {
    for (const { path, name, value } of attributesOf(from)) {
      if (said.has(name)) continue;
      said.add(name);
      add(path, value);
    }
  }
  return kept;
}

interface Kept {
  path: readonly string[];
  name: string;
  value: Json;
}

/** Attributes one by one: those inside `demographic_info`, `place` and the additional ones for themselves. */
function attributesOf(from: JsonObject): Kept[] {
  return Object.entries(from).flatMap(([top, value]): Kept[] => {
    if (top === "additional_attributes" && Array.isArray(value)) {
      return value.map((item) => {
        const path = [top];
        return {
          path,
          name: `${top}/${additionalName(item) ?? JSON.stringify(item)}`,
          value: lively(item),
        };
      });
    }
    if ((top === "demographic_info" || top === "place") && isObject(value)) {
      return Object.entries(value).map(([name, one]) => {
        return { path: [top, name], name: `${top}/${name}`, value: one };
      });
    }
    return [{ path: [top], name: top, value }];
  });
}

/** An additional attribute without a value takes away the one of its name. */
function lively(item: Json): Json {
  if (!isObject(item)) return item;
  const name = additionalName(item);
  const value = "attribute_name" in item ? item["attribute_value"] : item[name ?? ""];
  return isBlank(value) ? null : item;
}

/** The name of an item of `additional_attributes`, in either of its shapes. */
export function additionalName(item: Json): string | null {
  if (!isObject(item)) return null;
  if (typeof item["attribute_name"] === "string") return item["attribute_name"];
  return Object.keys(item)[0] ?? null;
}

function put(kept: JsonObject, path: readonly string[], value: Json): void {
  const [top = "", inner] = path;
  if (top === "additional_attributes") {
    const list = kept[top];
    kept[top] = [...(Array.isArray(list) ? list : []), value];
  } else if (inner === undefined) kept[top] = value;
  else kept[top] = { ...objectIn(kept[top]), [inner]: value };
}

/**
 * A record we write, with what the partner itself told us beyond our tables. What we say ourselves
 * is never replaced: only names we do not say, and items of lists that are not there, are added.
 */
export function giveBack(record: JsonObject, kept: JsonObject): JsonObject {
  const given: JsonObject = { ...record };
  for (const [name, value] of Object.entries(kept)) {
    const ours = Object.hasOwn(given, name) ? given[name] : undefined;
    if (ours === undefined) given[name] = value;
    else if (isObject(ours) && isObject(value)) given[name] = giveBack(ours, value);
    else if (Array.isArray(ours)) given[name] = givenBackTo(ours, value);
  }
  return given;
}

function givenBackTo(ours: Json[], value: Json): Json[] {
  if (Array.isArray(value)) {
    return [...ours, ...value.filter((one) => !ours.some((known) => sameJson(known, one)))];
  }
  const [only, ...others] = ours;
  if (!isObject(value) || !isObject(only) || others.length > 0) return ours;
  return [giveBack(only, value)];
}
