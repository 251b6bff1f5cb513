import { mayAsk } from "../../domain/agreement.ts";
import { refused, type Refusal } from "../../domain/change.ts";
import type { Criteria } from "../../domain/criteria.ts";
import { explain, type Explanation } from "../../domain/explanation.ts";
import { recordSubject } from "../../domain/person-subject.ts";
import { emptyState, type RecordState } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { FoundHousehold } from "../../domain/rounds/round.ts";
import { writeExpression } from "../../exchange/expression-writing.ts";
import {
  minimumOf,
  readHousehold,
  type AnsweredHousehold,
} from "../../exchange/found-household.ts";
import { standardProfile } from "../../exchange/profiles.ts";
import { activeAgreement } from "../../store/partners.ts";
import type { SearchResponse } from "../../wire/messages/search.ts";
import { byExpression, searchCriteria } from "../../wire/questions.ts";
import { askAndWait, type Asking } from "./ask.ts";

/** Why a registry did not answer, as label key suffixes. */
export type HouseholdProblem = "not_agreed" | "not_sayable" | "no_answer" | "refused";
const page_size = 100;
/** Beyond the last page of any question: what comes back is the count, and nobody's data. */
const page_of_nobody = 1_000_000;

/** How many households of a registry fit. Nothing of anybody is asked for, so nothing is disclosed. */
export async function countHouseholds(
  asking: Asking,
  criteria: Criteria,
): Promise<{ total: number | null; problem: HouseholdProblem | "" }> {
  const question = await questionOf(asking, criteria);
  if (typeof question === "string") return { total: null, problem: question };
  const pagination = { page_size: 1, page_number: page_of_nobody };
  const answer = await asking.line.syncSearch({ ...question, pagination });
  if (answer.kind !== "answer") return { total: null, problem: "no_answer" };
  const [item] = answer.message.search_response;
  if (item?.status !== "succ" || !item.pagination) return { total: null, problem: "refused" };
  return { total: Number(item.pagination.total_count), problem: "" };
}

/**
 * The households that fit, page after page (PRS.EMP.03): the minimum of each, with why it fits. The
 * question and the answers are kept as evidence; a half answer is no answer.
 */
export async function searchHouseholds(
  asking: Asking,
  criteria: Criteria,
  households_max: number,
): Promise<
  | { ok: true; households: FoundHousehold[]; total: number }
  | { ok: false; problem: HouseholdProblem }
  | Refusal
> {
  const question = await questionOf(asking, criteria);
  if (typeof question === "string") return { ok: false, problem: question };
  const found: FoundHousehold[] = [];
  let total = 0;
  let problem: HouseholdProblem | "" = "";
  const asked = await askAndWait<SearchResponse>(asking, {
    operation: "sync/search",
    asked: { criteria: question as JsonObject },
    async *ask(line, transactionId) {
      const paged = { ...question, pagination: { page_size } };
      for await (const answer of line.syncSearchPages(paged, { transactionId })) {
        yield answer;
        if (answer.kind !== "answer") {
          problem = "no_answer";
          return;
        }
        const [item] = answer.message.search_response;
        if (item?.status !== "succ") {
          problem = "refused";
          return;
        }
        total = Number(item.pagination?.total_count ?? total);
        found.push(...readAnswer(asking, recordsOf(item), criteria));
        if (found.length >= households_max) return;
      }
    },
  });
  if (!("outcome" in asked)) return asked;
  if (problem !== "") return { ok: false, problem };
  return {
    ok: true,
    households: found.slice(0, households_max),
    total: Math.max(total, found.length),
  };
}

/** Whether one household fits, by its number, and what decided it. */
export async function explainHousehold(
  asking: Asking,
  criteria: Criteria,
  number: string,
): Promise<
  { known: boolean; explanation: Explanation | null; problem: HouseholdProblem | "" } | Refusal
> {
  const named: Criteria = { attribute: "number", is: "eq", value: number };
  const question = await questionOf(asking, named);
  if (typeof question === "string") return { known: false, explanation: null, problem: question };
  let problem: HouseholdProblem | "" = "";
  let household: AnsweredHousehold | null = null;
  const asked = await askAndWait<SearchResponse>(asking, {
    operation: "sync/search",
    asked: { criteria: question as JsonObject },
    async *ask(line, transactionId) {
      const answer = await line.syncSearch(question, { transactionId });
      yield answer;
      if (answer.kind !== "answer") problem = "no_answer";
      else if (answer.message.search_response[0]?.status !== "succ") problem = "refused";
      else {
        const [record] = recordsOf(answer.message.search_response[0]);
        household = record ? readHousehold(record, standardProfile) : null;
      }
    },
  });
  if (!("outcome" in asked)) return asked;
  const explanation = household ? explanationOf(asking, household, criteria) : null;
  return { known: explanation !== null, explanation, problem };
}

/** The question as the registry reads it, if the agreement lets us ask it. */
async function questionOf(asking: Asking, criteria: Criteria) {
  const { hosted, partner, purpose } = asking;
  const nowIso = nowOf(asking);
  const agreement = await activeAgreement(hosted.store, partner.id, hosted.store.system.id, nowIso);
  if (!agreement?.purposes.includes(purpose)) return "not_agreed" as const;
  if (!mayAsk(agreement, criteria, "Household")) return "not_agreed" as const;
  const said = writeExpression("Household", criteria, standardProfile, nowIso.slice(0, 10));
  if (!said) return "not_sayable" as const;
  return searchCriteria(byExpression(said), {
    recordType: "Group",
    purpose: { code: purpose },
    at: nowIso,
  });
}

function readAnswer(
  asking: Asking,
  records: readonly JsonObject[],
  criteria: Criteria,
): FoundHousehold[] {
  return records.flatMap((record): FoundHousehold[] => {
    const household = readHousehold(record, standardProfile);
    if (!household) return [];
    const { values } = household;
    const { because } = explanationOf(asking, household, criteria);
    const size = values["group_size"];
    return [
      {
        key: household.key,
        number: textOf(values["number"]),
        place: textOf(values["locality"]) || textOf(values["region"]),
        size: typeof size === "number" ? size : household.members.length,
        members: household.members.map(minimumOf),
        because: because as unknown as Json,
      },
    ];
  });
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Records of an answer: a list, or one alone. */
function recordsOf({ data }: SearchResponse["search_response"][number]): JsonObject[] {
  return [data?.reg_records ?? []].flat() as JsonObject[];
}

function explanationOf(
  asking: Asking,
  { values, members }: AnsweredHousehold,
  criteria: Criteria,
): Explanation {
  const state = stateOf("Household", values);
  const people = members.map((member) => stateOf("Person", member.values));
  const today = nowOf(asking).slice(0, 10);
  return explain(criteria, recordSubject("Household", state, today, { members: people }));
}

/** What was told as a record's state, so that conditions can be asked of it. */
function stateOf(type: RecordType, values: Record<string, Json>): RecordState {
  const state: RecordState = { fields: { ...emptyState.fields }, sets: { ...emptyState.sets } };
  for (const [field, v] of Object.entries(values)) {
    const version = (value: Json) => ({ v: value, h: "", o: "" });
    if (fieldSpec(type, field)?.class !== "set") state.fields[field] = [version(v)];
    else if (Array.isArray(v)) {
      state.sets[field] = Object.fromEntries(v.map((one, at) => [String(at), version(one)]));
    }
  }
  return state;
}

function nowOf({ hosted }: Asking): string {
  return new Date(hosted.store.clock.nowMs()).toISOString();
}

/** No agreement is a refusal of ours; anything else is told as the registry's problem. */
export function refusalOf(problem: HouseholdProblem): Refusal {
  return problem === "not_agreed" ? refused("err.not_agreed") : refused("err.round.registry");
}
