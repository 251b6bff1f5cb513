/** PRS.EMP.03, Example 1: the programme searches the registry for households of its project area. */
import { randomUUID } from "node:crypto";
import type { Household, Member } from "./ledger.ts";
import { at, isObject, objects, text, type JsonObject } from "./protocol.ts";
import type { Project } from "./settings.ts";

const households_max = 100;
/** Nobody under 18 is asked for, and nobody over 64 (the demo country's working age). */
const age_min = 18;
const age_max = 64;

/** The search by expression of the standard's flow 3: households of a place with a member not employed. */
export function searchMessage(project: Project, today: string): JsonObject {
  const born = (age: number) => `${Number(today.slice(0, 4)) - age}${today.slice(4)}`;
  const member = {
    employment_status: { $eq: "Not employed" },
    "demographic_info.birth_date": { $gte: born(age_max), $lte: born(age_min) },
  };
  const query = {
    $and: [
      { "place.contained_in_place.name": { $eq: project.region } },
      { member_list: { $elemMatch: member } },
    ],
  };
  return {
    transaction_id: randomUUID(),
    search_request: [
      {
        reference_id: project.id,
        timestamp: new Date().toISOString(),
        search_criteria: {
          version: "1.0.0",
          reg_type: "ns:org:RegistryType:SP",
          reg_record_type: "Group",
          query_type: "expression",
          query: {
            type: "ns:org:QueryType:expression",
            value: { expression: { collection: "Group", query } },
          },
          sort: [{ attribute_name: "group_size", sort_order: "desc" }],
          pagination: { page_size: households_max, page_number: 1 },
          authorize: {
            ts: new Date().toISOString(),
            purpose: { code: "work_support", text: "Invitation to public works" },
          },
        },
        locale: "eng",
      },
    ],
  };
}

/** The households of an answer, and how many there are in all; null when the registry rejected it. */
export function readFound(message: JsonObject): { households: Household[]; total: number } | null {
  const [answer] = objects(message["search_response"]);
  if (!answer || answer["status"] === "rjct") return null;
  const households = objects(at(answer, "data", "reg_records")).map(household);
  const total = Number(at(answer, "pagination", "total_count"));
  return { households, total: Number.isFinite(total) ? total : households.length };
}

/** The registry's code when it rejected the search. */
export function rejectionOf(message: JsonObject): string {
  return text(at(objects(message["search_response"])[0], "status_reason_code"));
}

function household(record: JsonObject): Household {
  const place = record["place"] ?? record["geographical_location"];
  return {
    id: text(record["@id"]),
    number: text(objects(record["group_identifier"])[0]?.["identifier_value"]),
    place: isObject(place) ? text(place["name"]) : text(place),
    size: Number(record["group_size"] ?? 0),
    members: objects(record["member_list"]).map(memberOf),
  };
}

/** A member as the standard shapes it. */
export function memberOf(record: JsonObject): Member {
  const name = at(record, "demographic_info", "name");
  const [identifier] = objects(record["member_identifier"]);
  const value = text(identifier?.["identifier_value"]);
  return {
    id: text(record["@id"]),
    name: [at(name, "given_name"), at(name, "surname")].map(text).filter(Boolean).join(" "),
    birth_date: text(at(record, "demographic_info", "birth_date")).slice(0, 10),
    identifier: value ? { type: text(identifier?.["identifier_type"]), value } : null,
  };
}
