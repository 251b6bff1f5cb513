import type { AskedType } from "../domain/attributes.ts";
import type { SortKey } from "../domain/criteria.ts";
import { resolveName } from "./query-names.ts";

/** More keys than this order nothing any more. */
export const sort_keys_max = 5;

export type ReadSort =
  | {
      ok: true;
      sort: SortKey[];
      /**
       * Identifiers were named: only their keyed hashes can be searched, so they give no order of
       * their own; the answer is in the order of the other keys and the record's id.
       */
      unordered: boolean;
    }
  | { ok: false; reason: "unknown attribute" | "this form of sort is not known" };

/** Reads `search_criteria.sort`: attributes by any name a query may use, if they can be ordered. */
export function readSort(type: AskedType, given: unknown): ReadSort {
  if (given === undefined || given === null || given === "") {
    return { ok: true, sort: [], unordered: false };
  }
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  if (list.length > sort_keys_max) return { ok: false, reason: "this form of sort is not known" };
  const sort: SortKey[] = [];
  let unordered = false;
  for (const one of list) {
    const named = readKey(one);
    if (!named) return { ok: false, reason: "this form of sort is not known" };
    const key = keyOf(type, named.name, named.descending);
    if (key === null) return { ok: false, reason: "unknown attribute" };
    if (key === "identifier") unordered = true;
    else sort.push(key);
  }
  return { ok: true, sort, unordered };
}

function readKey(given: unknown): { name: string; descending: boolean } | null {
  if (typeof given !== "object" || given === null) return null;
  const { attribute_name: name, sort_order: order } = given as Record<string, unknown>;
  if (typeof name !== "string") return null;
  if (order !== undefined && order !== null && typeof order !== "string") return null;
  const word = (order ?? "").trim().toLowerCase();
  if (word !== "" && word !== "asc" && word !== "desc") return null;
  return { name, descending: word === "desc" };
}

function keyOf(type: AskedType, name: string, descending: boolean): SortKey | "identifier" | null {
  const target = resolveName(type, name);
  if (!target) return null;
  if (target.name === "identifier_value") return "identifier";
  if (target.lists.length > 0 || !target.attribute) return null;
  // The younger were born later.
  if (target.attribute.derived === "age") {
    return { attribute: target.name.replace(/age$/, "birth_date"), descending: !descending };
  }
  if (target.attribute.column === null || target.attribute.type === "blind") return null;
  return { attribute: target.name, descending };
}
