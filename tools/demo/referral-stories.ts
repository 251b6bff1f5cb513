import { refer } from "../../domain/referring.ts";
import { referralService } from "../../domain/referral-services.ts";
import { stepReferral, type StepInput } from "../../domain/referral-steps.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { SystemId, SystemKind } from "../../domain/records/field.ts";
import { decided, type Diary } from "./diary.ts";

/** A referral of the demo as its sender made it; what the other office says of it is said there. */
interface Story {
  service: string;
  days_ago: number;
  reason: string;
  needs: string;
  /** What its sender did later, so many days ago. */
  later?: StepInput & { days_ago: number };
}

/** Fresh, waiting, late, ended without an answer, withdrawn, and a no of the person: in both directions. */
const stories: Record<SystemKind, readonly Story[]> = {
  sp: [
    {
      service: "training",
      days_ago: 1,
      reason: "Wishes to learn to sew for a living",
      needs: "Mornings, while the children are at school",
    },
    {
      service: "counselling",
      days_ago: 3,
      reason: "Wants to talk about what work could suit",
      needs: "Step-free entrance",
    },
    {
      service: "job_search_help",
      days_ago: 13,
      reason: "Looks for work in the port",
      needs: "",
    },
    {
      service: "training",
      days_ago: 60,
      reason: "Would like a course in carpentry",
      needs: "Evenings",
    },
    {
      service: "own_business",
      days_ago: 12,
      reason: "Wants to sell vegetables at the market",
      needs: "",
      later: { step: "withdraw", text: "Has found work in the meantime", days_ago: 6 },
    },
    {
      service: "job_search_help",
      days_ago: 20,
      reason: "Would work some hours a week",
      needs: "A woman as counsellor",
      later: { step: "note_no", days_ago: 15 },
    },
  ],
  ess: [
    {
      service: "cash_assistance",
      days_ago: 2,
      reason: "No income since the season ended",
      needs: "Reads little: please call",
    },
    {
      service: "health_cover",
      days_ago: 12,
      reason: "Has no health cover since the job ended",
      needs: "",
    },
    {
      service: "childcare_help",
      days_ago: 45,
      reason: "Could take a job if the children were cared for",
      needs: "",
    },
    {
      service: "housing_help",
      days_ago: 16,
      reason: "Has to leave the room at the end of the month",
      needs: "",
      later: { step: "withdraw", text: "May stay in the room", days_ago: 8 },
    },
  ],
};

/** Refers some of an office's people to the other office, each by the law of a referral. */
export function referSome(
  diary: Diary,
  from: { id: SystemId; kind: SystemKind },
  to: { id: SystemId; kind: SystemKind },
  people: readonly string[],
): void {
  stories[from.kind].forEach((story, nth) => {
    const person = people[nth];
    const sent = person === undefined ? null : send(diary, from, to, diary.record(person), story);
    if (sent && story.later) follow(diary, sent, story.later);
  });
}

function send(
  diary: Diary,
  from: { id: SystemId },
  to: { id: SystemId; kind: SystemKind },
  person: StoredRecord,
  story: Story,
): StoredRecord | null {
  const ctx = diary.on(story.days_ago);
  const service = referralService(to.kind, story.service);
  if (!ctx || !service) return null;
  const input = {
    id: ctx.newId(),
    to,
    service,
    service_name: service.name,
    reason: story.reason,
    needs: story.needs,
    contact: { channel: "phone" as const, leave_message: false },
    consent: { on: ctx.nowIso.slice(0, 10), method: "by_voice" as const, heard_by: ctx.by.name },
    agreement: `${from.id}-to-${to.id}`,
    benefits_asked:
      to.kind === "sp" ? { at: ctx.nowIso, answer: "could_not_be_checked" as const } : null,
  };
  const referred = refer(ctx, person, input, []);
  // Who said no since, or died, is not referred.
  if (!referred.ok) return null;
  diary.write(referred.changes);
  return diary.record(referred.id);
}

function follow(
  diary: Diary,
  referral: StoredRecord,
  { days_ago, ...step }: NonNullable<Story["later"]>,
) {
  const ctx = diary.on(days_ago);
  if (ctx)
    diary.write(
      decided(stepReferral(ctx, referral, step, { answer_days: 5, expire_days: 15 })).changes,
    );
}
