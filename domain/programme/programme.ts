import { Compile } from "typebox/compile";
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { isValid, newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { creatorOf, valueOf, type RecordState, type StoredRecord } from "../record.ts";
import { definitionFaults, type DefinitionFault } from "./checking.ts";
import { ProgrammeDefinition } from "./definition.ts";

const shape = Compile(ProgrammeDefinition);

export type ReadDefinition =
  { ok: true; definition: ProgrammeDefinition } | { ok: false; faults: DefinitionFault[] };

/** Reads what somebody wrote as a definition: its shape first, then what it means. */
export function readDefinition(value: unknown): ReadDefinition {
  if (!shape.Check(value)) {
    const wrong = shape.Errors(value).slice(0, faults_max);
    return {
      ok: false,
      faults: wrong.map(({ instancePath: at }) => ({ code: "shape" as const, at })),
    };
  }
  const faults = definitionFaults(value);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, definition: value };
}
const faults_max = 20;

/** What has the shape of a definition, whatever it means; null: it has not. */
export function shapeOf(value: unknown): ProgrammeDefinition | null {
  return shape.Check(value) ? value : null;
}

/** A programme's definition; null: it has none, and everything the law allows is allowed. */
export function definitionOf(state: RecordState | undefined): ProgrammeDefinition | null {
  const value = state && valueOf(state, "definition");
  return value !== undefined && shape.Check(value) ? value : null;
}

export interface ProgrammeInput {
  name: string;
  programme_type: string;
  definition: ProgrammeDefinition;
}

/** A new programme of ours. */
export function openProgramme(
  ctx: Deciding,
  { name, programme_type, definition }: ProgrammeInput,
): { ok: true; changes: Change[]; id: string } {
  const record = newRecord(ctx, "Programme");
  const fields = { name, programme_type, definition: definition as unknown as Json };
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "programme.opened")],
    id: record.id,
  };
}

/** The definition as a whole, as it is from now on; enrolments keep the status they have. */
export function defineProgramme(
  ctx: Deciding,
  programme: StoredRecord,
  definition: ProgrammeDefinition,
  seen: string | null,
): { ok: true; changes: Change[] } | Refusal {
  if (creatorOf(programme.key) !== ctx.self.id) return refused("err.not_yours", ["definition"]);
  const known = programme.state.fields["definition"]?.[0]?.h ?? null;
  if (seen !== known) return refused("err.stale", ["definition"]);
  const fields = { definition: definition as unknown as Json };
  return { ok: true, changes: [ownChange(ctx, programme, { fields }, "programme.defined")] };
}

/**
 * The last day on which the programme takes anybody in; null takes an end back. Enrolments, their law
 * and their benefit go on: an end of the programme ends nobody's support by itself.
 */
export function endProgramme(
  ctx: Deciding,
  programme: StoredRecord,
  { ends_on, reason }: { ends_on: string | null; reason: string },
): { ok: true; changes: Change[] } | Refusal {
  if (creatorOf(programme.key) !== ctx.self.id) return refused("err.not_yours", ["ends_on"]);
  if (!isValid("Programme", "ends_on", ends_on)) return refused("err.bad_input", ["ends_on"]);
  if ((valueOf(programme.state, "ends_on") ?? null) === ends_on) {
    return refused("err.stale", ["ends_on"]);
  }
  const fields = { ends_on };
  return { ok: true, changes: [ownChange(ctx, programme, { fields }, "programme.ended", reason)] };
}

/** Does the programme take nobody in any more on this day? */
export function hasEnded(state: RecordState, day: string): boolean {
  const ends = valueOf(state, "ends_on");
  return typeof ends === "string" && day > ends;
}
