import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { FoundMember } from "../../domain/records/round.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import {
  answerAppeal,
  answerNaming,
  appeal,
  appeal_working_days,
  enrolNamed,
  namedMember,
  nameMember,
} from "../../domain/rounds/households.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadLinks, loadRecord, resolveKeys } from "../../store/load.ts";
import { findByIdentifiers } from "../../store/receipts.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import {
  AnswerNamingBody,
  AppealAnswerBody,
  AppealBody,
  EnrolNamedBody,
  NameMemberBody,
  RoundView,
} from "../api/round-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { post, type Call, type Doors } from "./doors.ts";
import { loadRound, viewNow } from "./rounds.ts";
import { afterWorkingDays } from "../../domain/working-days.ts";

type Decided = { ok: true; changes: Change[]; also?: SideEffects } | Refusal;
type Decide = (
  ctx: Deciding,
  round: StoredRecord,
  household: StoredRecord,
) => Promise<Decided> | Decided;

/** What is done with one household of a round. */
export function roundHouseholdRoutes(doors: Doors): void {
  const door = <const U extends string, B>(url: U, summary: string, body: B) => ({
    url: `/round-households/:id/${url}`,
    summary,
    body,
    answer: RoundView,
  });
  post(doors, door("name", "The household names its member", NameMemberBody), (call) =>
    take(call, "round.name", (ctx, round, one) => nameMember(ctx, round, one, call.body.member)),
  );
  post(doors, door("answer", "The named member's own yes or no", AnswerNamingBody), (call) =>
    take(call, "round.answer", async (ctx, round, one) => {
      const others = await loadAbout(call.store, [round.id], ["RoundHousehold"]);
      return answerNaming(ctx, round, one, call.body.answer, others);
    }),
  );
  post(doors, door("enrol", "Enrol the member who has a place", EnrolNamedBody), (call) =>
    take(call, "round.enrol", (ctx, round, one) => enrol(call, ctx, round, one)),
  );
  post(doors, door("appeal", "An objection against the order", AppealBody), (call) =>
    take(call, "round.appeal", (ctx, _round, one) => {
      const due = afterWorkingDays(ctx.nowIso, appeal_working_days).slice(0, 10);
      return appeal(ctx, one, { text: call.body.text, due });
    }),
  );
  post(doors, door("appeal-answer", "The answer to an objection", AppealAnswerBody), (call) =>
    take(call, "round.appeal_answer", (ctx, _round, one) =>
      answerAppeal(ctx, one, call.body.answer),
    ),
  );
}

async function take(call: Call<unknown>, deed: string, decide: Decide) {
  const { store, hosted, id } = call;
  const acted = await act<string>(store, call.acting(deed), async (ctx) => {
    const household = await loadRecord(store, id);
    if (household?.type !== "RoundHousehold") return refused("err.not_found");
    const round = await loadRound(hosted, household.subject ?? "");
    if (!round) return refused("err.not_found");
    const decided = await decide(ctx, round, household);
    return decided.ok ? { ...decided, result: round.id } : decided;
  });
  return acted.ok ? viewNow(hosted, acted.result) : acted;
}

/**
 * Enrols the member: the person known here under the registry's key or one of the identifiers it
 * told; otherwise one who begins here, linked with the registry's record by the answer itself, so
 * that the news of the enrolment find their way back.
 */
async function enrol(
  { hosted, store, body }: Call<{ effective_date: string; reason?: string }>,
  ctx: Deciding,
  round: StoredRecord,
  household: StoredRecord,
): Promise<Decided> {
  const member = namedMember(household);
  if (!member) return refused("err.transition", ["state"]);
  const known = await knownPerson(hosted, member);
  if (known === "unclear") return refused("err.identifier.known");
  const decided = enrolNamed(ctx, household, known, {
    programme: valueOf(round.state, "programme") as ProgrammeName,
    effective_date: body.effective_date,
    reason: body.reason ?? "",
  });
  if (!decided.ok) return decided;
  const partner = textOf(round.state, "partner");
  const links = known ? await loadLinks(store, [known.id]) : [];
  const isLinked = links.some((link) => link.partner === partner);
  if (isLinked || !isWireKey(member.key)) return decided;
  const link = {
    partner,
    key: member.key,
    record_id: decided.person,
    how: "round",
    evidence: textOf(household.state, "household_key"),
    by_whom: ctx.by.name,
  };
  return { ...decided, also: { links: [link] } };
}

/**
 * Who the member is here. Several who bear the identifier, or one with another birth date, are a
 * question for a person ("Same person?"); nobody is chosen here.
 */
async function knownPerson(
  { store }: Hosted,
  { key, identifiers, birth_date }: FoundMember,
): Promise<StoredRecord | null | "unclear"> {
  const byKey = (await resolveKeys(store, [key])).get(key);
  if (byKey) return loadRecord(store, byKey.id);
  const [only, ...more] = new Set(await findByIdentifiers(store, identifiers));
  if (only === undefined) return null;
  const record = more.length === 0 ? await loadRecord(store, only) : null;
  const born = record ? textOf(record.state, "birth_date") : "";
  const contradicts = born !== "" && birth_date !== null && born !== birth_date;
  return record === null || contradicts ? "unclear" : record;
}

function isWireKey(key: string): boolean {
  return /^[a-z0-9.-]{1,99}\/[A-Za-z0-9-]{1,60}$/.test(key);
}
