/** How people reach an office: noted once per system, brought up to date by whoever works there. */
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { newRecord, ownChange } from "../editing.ts";
import { textOf, type StoredRecord } from "../record.ts";
import type { ComplaintPlace } from "../records/directory-records.ts";
import type { SystemId } from "../records/field.ts";

export interface OfficeInput {
  ask_for: string;
  phone: string;
  hours: string;
  place: string;
  complaints: ComplaintPlace;
}

/** Notes an office of this system or of a partner; the one noted before is brought up to date. */
export function noteOffice(
  ctx: Deciding,
  system: SystemId,
  offices: readonly StoredRecord[],
  input: OfficeInput,
): { ok: true; changes: Change[] } | Refusal {
  if (!ctx.systems.has(system)) return refused("err.bad_input", ["/system"]);
  const known = officeOf(offices, system);
  const record = known ?? newRecord(ctx, "Office");
  const fields = { system, ...input };
  return { ok: true, changes: [ownChange(ctx, record, { fields }, "office.noted")] };
}

export function officeOf(
  offices: readonly StoredRecord[],
  system: SystemId,
): StoredRecord | undefined {
  return offices.find(({ state }) => textOf(state, "system") === system);
}
