import type { Systems } from "../../domain/authority.ts";
import { openEnrolment } from "../../domain/case-work.ts";
import type { Change, Deciding } from "../../domain/change.ts";
import { ownChange } from "../../domain/editing.ts";
import { stampOf } from "../../domain/hlc.ts";
import { registerHousehold } from "../../domain/registration.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { drawHousehold } from "../demo/households.ts";
import type { Drawing } from "../demo/people.ts";
import { decided } from "../demo/diary.ts";
import { createCrowd } from "./crowd.ts";

const day_ms = 86_400_000;
const second_ms = 1_000;
/** Numbers of these households begin here: nobody of the demo has one of them. */
const first_number = 1_000_001;

/** The social registry that takes them in. */
export interface Registering {
  self: SystemId;
  systems: Systems;
  programme: ProgrammeName;
  /** The day its ages are counted from. */
  today: string;
  newId: () => string;
}

/** So many households of about four people, one after the other. */
export function* households(registering: Registering, count: number): Generator<Change[]> {
  const crowd = createCrowd(registering.today, "million");
  for (let made = 0; made < count; made += 1) {
    yield registerOneMore(registering, crowd, `HH-${first_number + made}`);
  }
}

/**
 * One more household, as a worker of social protection would have registered it: by the domain's own
 * commands, with its poverty score, and for most families with children a cash enrolment.
 */
function registerOneMore(
  { self, systems, programme, today, newId }: Registering,
  drawing: Drawing,
  number: string,
): Change[] {
  const { random } = drawing;
  const drawn = drawHousehold(drawing, number);
  const ms = Date.parse(today) - drawn.days_ago * day_ms + random.whole(0, 30_000) * second_ms;
  const by = { name: "", role: "system", system: self } as const;
  const ctx: Deciding = {
    self: { id: self, kind: "sp" },
    systems,
    by,
    nowIso: new Date(ms).toISOString(),
    tick: stampOf(ms),
    newId,
  };
  const { days_ago: _, ...input } = drawn;
  const { changes, householdId } = registerHousehold(ctx, input);
  const household = lastOf(changes, householdId);
  const fields = { poverty_score: random.whole(5, 80) };
  changes.push(ownChange(ctx, household, { fields }, "household.edited"));
  const contact = changes.find(({ after }) => after.fields["main_contact"]?.[0]?.v === true);
  if (contact && drawn.members.length > 2 && random.chance(0.6)) {
    const enrolment = { programme, effective_date: ctx.nowIso.slice(0, 10), reason: "Children" };
    const person = lastOf(changes, contact.record.id);
    changes.push(...decided(openEnrolment(ctx, person, enrolment)).changes);
  }
  return changes;
}

function lastOf(changes: readonly Change[], id: string): StoredRecord {
  const change = changes.findLast(({ record }) => record.id === id);
  if (!change) throw new RangeError("a household without itself");
  const { record, expected, ownVersion, after } = change;
  return { ...record, version: expected + 1, ownVersion, state: after };
}
