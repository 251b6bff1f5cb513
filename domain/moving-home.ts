import { refused, type Deciding, type Refusal } from "./change.ts";
import { editFields, isValid, type Edited } from "./editing.ts";
import type { Json } from "./json.ts";
import { valueOf, type RecordState, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";

/** Where somebody lives now, and since when. */
export interface Move {
  address_line: string;
  locality: string;
  region: string;
  /** The first day there; not later than today. */
  from: string;
  /** For safety: the new address stays in this office, and nobody is told the old one any more. */
  safe: boolean;
  reason: string;
}

/**
 * Beneficiary status "moved" (PRS.EMP.04): a household moves as a whole, or a person moves alone and
 * the household stays where it is. A split for safety sends no new address to anybody (case.md): it
 * is kept in a field that never leaves, and the address that was shared is emptied, so that no letter
 * goes to where the person was.
 */
export function moveHome(
  ctx: Deciding,
  record: StoredRecord,
  partners: readonly SystemId[],
  move: Move,
  shown: RecordState = record.state,
): Edited | Refusal {
  const { from, safe, address_line, locality, region } = move;
  const isHousehold = record.type === "Household";
  const place = [address_line, locality, region].some((part) => part !== "");
  if (!place) return refused("err.bad_input", ["locality"]);
  if (!isValid(record.type, "moved_on", from) || from > ctx.nowIso.slice(0, 10)) {
    return refused("err.bad_input", ["from"]);
  }
  // A household has one address for all of its adults: who must not be found moves alone.
  if (safe && isHousehold) return refused("err.bad_input", ["safe"]);
  const changes = isHousehold ? given({ address_line, locality, region }) : ofPerson(move, shown);
  const act = isHousehold ? "household.moved" : "person.moved";
  // What is written down as the reason travels with the change.
  const reason = safe ? "" : move.reason;
  const edit = { changes: { ...changes, moved_on: from }, shown, reason };
  return editFields(ctx, record, partners, edit, act);
}

function ofPerson(
  { safe, address_line, locality, region }: Move,
  shown: RecordState,
): Record<string, Json> {
  const address = given({ address_line_1: address_line, locality, region_code: region });
  if (safe) return { address: {}, safe_address: address };
  const wasSafe = valueOf(shown, "safe_address") !== undefined;
  return wasSafe ? { address, safe_address: {} } : { address };
}

function given(parts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== ""));
}
