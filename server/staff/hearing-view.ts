import { dueOf, hearingLaw, hearingState } from "../../domain/hearing/law.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ComplaintAbout } from "../../domain/records/hearing-records.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { displayName } from "../../store/projection.ts";
import type { ComplaintView, HearingView } from "../api/hearing-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { todayOf } from "./loading.ts";
import { actorOf } from "./proposal-view.ts";

/** What a process is about, as far as this office holds it. */
export interface Around {
  person: StoredRecord | undefined;
  enrolment: StoredRecord | undefined;
  step: { what: string; plan_id: string } | null;
}

export function hearingView(hosted: Hosted, hearing: StoredRecord, around: Around): HearingView {
  const { state, id } = hearing;
  const today = todayOf(hosted);
  const stands = hearingState(hearing, today);
  const due = dueOf(hearing, today);
  const text = (field: string) => textOf(state, field);
  const word = <T>(field: string) => text(field) as T;
  const by = (field: string) => actorOf(hosted, valueOf(state, field), creatorOf(hearing.key));
  const programme = around.enrolment && valueOf(around.enrolment.state, "programme");
  return {
    id,
    person_id: hearing.subject ?? "",
    person_name: nameOf(around.person),
    programme: (programme as ProgrammeName | undefined)?.name ?? "",
    enrolment_status: around.enrolment ? textOf(around.enrolment.state, "status") : "",
    state: stands,
    next: [...hearingLaw[stands]].filter((deed) => deed !== "appeal" || text("appealed_on") === ""),
    due,
    late: due !== null && due < today,
    fact: text("fact"),
    day: text("day"),
    step: around.step,
    asked_by: word("asked_by"),
    language: text("language"),
    opened: { at: text("opened_at"), by: by("opened_by") },
    reply_by: text("reply_by"),
    answer: text("answered_at")
      ? { text: text("answer"), cause: text("cause"), at: text("answered_at") }
      : null,
    help: text("helped_at") ? { text: text("help"), at: text("helped_at") } : null,
    decision: text("decided_at")
      ? {
          outcome: word("outcome"),
          reason: text("reason"),
          legal_source: text("legal_source"),
          told_by: word("told_by"),
          at: text("decided_at"),
          by: by("decided_by"),
          effective_on: text("effective_on") || null,
          appeal_by: text("appeal_by"),
          carried_out_at: text("carried_out_at") || null,
        }
      : null,
    appeal: text("appealed_on")
      ? {
          text: text("appeal"),
          on: text("appealed_on"),
          late: valueOf(state, "appeal_late") === true,
          answer_by: text("appeal_answer_by"),
          outcome: word<"upheld">("appeal_outcome") || null,
          reason: text("appeal_reason"),
          at: text("appeal_decided_at") || null,
          by: text("appeal_decided_at") ? by("appeal_decided_by") : null,
        }
      : null,
  };
}

export function complaintView(
  hosted: Hosted,
  complaint: StoredRecord,
  person: StoredRecord | undefined,
): ComplaintView {
  const { state, id, key } = complaint;
  const text = (field: string) => textOf(state, field);
  const by = (field: string) => actorOf(hosted, valueOf(state, field), creatorOf(key));
  const isOpen = text("answered_at") === "";
  return {
    id,
    person_id: complaint.subject ?? "",
    person_name: nameOf(person),
    about: text("about") as ComplaintAbout,
    text: text("text"),
    made_on: text("made_on"),
    opened: { at: text("opened_at"), by: by("opened_by") },
    answer_by: text("answer_by"),
    late: isOpen && text("answer_by") < todayOf(hosted),
    answer: isOpen
      ? null
      : {
          text: text("answer"),
          put_right: valueOf(state, "put_right") === true,
          at: text("answered_at"),
          by: by("answered_by"),
        },
  };
}

function nameOf(person: StoredRecord | undefined): string {
  return person ? displayName(valueOf(person.state, "name")) : "";
}
