import { holds } from "../../domain/agreeing.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { readRecord } from "../../exchange/reading.ts";
import { languageOf } from "../../exchange/understanding.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import type { Partner } from "../../store/partners.ts";
import type { Evidence, KeptQuestion } from "../../store/questions.ts";
import { parseEnrolledResponse } from "../../wire/messages/enrolled.ts";
import { parseSearchResponse, recordsOf } from "../../wire/messages/search.ts";
import type { AskedView, SaidField } from "../api/asking-schemas.ts";
import type { FieldView } from "../api/schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";

/** A question and what came of it, beside what we know now; nothing of it changes a record. */
export function askedView(
  hosted: Hosted,
  partner: Partner | null,
  question: KeptQuestion,
  evidence: readonly Evidence[],
  ours: readonly FieldView[],
): AskedView {
  const [first] = evidence;
  const writing = profileOf(partner?.terms.writing);
  return {
    id: question.id,
    partner: systemRef(hosted, question.partner),
    what: question.operation === "sync/search" ? "person" : "enrolment",
    purpose: question.purpose,
    by: question.by_whom,
    at: question.at.toISOString(),
    settled_at: question.settled_at?.toISOString() ?? null,
    state: question.state,
    why: whyOf(question),
    signature: first === undefined ? "none" : first.thumbprint === "" ? "same_node" : "held",
    key: first?.thumbprint ?? "",
    digest: first?.digest ?? "",
    records: evidence.flatMap(({ message }) => recordsIn(message, writing, ours)),
    enrolments: evidence.flatMap(({ message }) => enrolmentsIn(message, writing)),
  };
}

type Writing = ReturnType<typeof profileOf>;

const kinds = ["outage", "ambiguous", "trust", "bad", "gone", "untrusted"] as const;

/** The kind of the failure; the partner's own code stays in the log of questions. */
function whyOf({ state, why }: KeptQuestion): AskedView["why"] {
  if (state !== "failed") return "";
  return kinds.find((kind) => why.startsWith(kind)) ?? "outage";
}

/** Beside ours stands only what a screen may show of ours. */
function recordsIn(message: unknown, writing: Writing, ours: readonly FieldView[]): SaidField[][] {
  const read = parseSearchResponse(message);
  if (!read.ok) return [];
  const records = read.value.search_response.flatMap(({ data }) => recordsOf(data?.reg_records));
  return records.map((record) => {
    const { values } = readRecord("Person", record as JsonObject, writing);
    return Object.entries(values).flatMap(([name, theirs]) => {
      if (unshown.has(name)) return [];
      const own = ours.find((field) => field.name === name);
      const value = (own?.value ?? null) as Json;
      return [{ name, theirs, ours: value, same: agree(name, value, theirs) }];
    });
  });
}

function agree(name: string, ours: Json, theirs: Json): boolean {
  if (ours === null) return false;
  if (name !== "languages") return holds(ours, theirs);
  // `ara` and `ar` are one language.
  const codes = (value: Json) => (Array.isArray(value) ? value : [value]).map(languageOf);
  return codes(theirs).every((code) => codes(ours).includes(code));
}

const unshown = new Set(["household", "last_updated"]);

function enrolmentsIn(message: unknown, writing: Writing): AskedView["enrolments"] {
  const read = parseEnrolledResponse(message);
  if (!read.ok) return [];
  return read.value.enrolled_response.flatMap((item) => {
    if (item.enrolled_status === undefined) return [];
    const said = item as JsonObject;
    const { values } = readRecord("Enrolment", { enrolment_status: item.enrolled_status }, writing);
    const { status = "" } = values;
    return [
      {
        status: typeof status === "string" ? status : "",
        word: item.enrolled_status,
        programme: programmeOf(said["programme_identifier"]),
        as_of: item.timestamp,
      },
    ];
  });
}

function programmeOf(named: Json | undefined): string {
  const name =
    typeof named === "object" && named !== null && "programme_name" in named
      ? named["programme_name"]
      : "";
  return typeof name === "string" ? name.slice(0, 200) : "";
}
