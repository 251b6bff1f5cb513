import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { ComplaintAbout } from "../records/hearing-records.ts";
import { afterWorkingDays } from "../working-days.ts";
import { complaint_working_days } from "./law.ts";

type Decided = { ok: true; changes: Change[]; id: string } | Refusal;

/** Written down by whoever hears it; it has no effect on any support. */
export function makeComplaint(
  ctx: Deciding,
  person: StoredRecord,
  input: { about: ComplaintAbout; text: string; made_on: string },
): Decided {
  if (input.text.trim() === "") return refused("err.bad_input", ["text"]);
  if (input.made_on > ctx.nowIso.slice(0, 10)) return refused("err.bad_input", ["made_on"]);
  const about = { subject: person.id, household: person.household };
  const record = newRecord(ctx, "Complaint", about);
  const fields: Record<string, Json> = {
    ...input,
    text: input.text.trim(),
    person: person.key,
    opened_at: ctx.nowIso,
    opened_by: { ...ctx.by },
    answer_by: afterWorkingDays(ctx.nowIso, complaint_working_days).slice(0, 10),
  };
  const change = ownChange(ctx, record, { fields }, "complaint.made");
  return { ok: true, changes: [change], id: record.id };
}

/** Answered once, by somebody else than who wrote it down. */
export function answerComplaint(
  ctx: Deciding,
  complaint: StoredRecord,
  input: { answer: string; put_right: boolean },
): Decided {
  if (textOf(complaint.state, "answered_at") !== "") return refused("err.decided", ["answer"]);
  if (input.answer.trim() === "") return refused("err.bad_input", ["answer"]);
  const by = valueOf(complaint.state, "opened_by") as { name?: string } | undefined;
  if (by?.name === ctx.by.name) return refused("err.second_person");
  const fields: Record<string, Json> = {
    answer: input.answer.trim(),
    put_right: input.put_right,
    answered_at: ctx.nowIso,
    answered_by: { ...ctx.by },
  };
  const change = ownChange(ctx, complaint, { fields }, "complaint.answered");
  return { ok: true, changes: [change], id: complaint.id };
}
