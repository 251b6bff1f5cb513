import type { HoldsAuthority } from "./merge.ts";
import { creatorOf, type StoredRecord } from "./record.ts";
import type { Authority, SystemId, SystemKind } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import type { Worker } from "./records/values.ts";

/** The systems an instance knows, by id: its own and its partners'. */
export type Systems = ReadonlyMap<SystemId, SystemKind>;

/**
 * Who holds which authority over one record. `sp` and `ess` are any system of that kind that this
 * record's circle has; `creator` is the system in the record's key; `addressee`, as far as the key
 * tells, everybody else.
 */
export function authorityOver(key: string, systems: Systems): HoldsAuthority {
  const creator = creatorOf(key);
  return (authority: Authority, system: SystemId) => {
    switch (authority) {
      case "sp":
      case "ess":
        return systems.get(system) === authority;
      case "creator":
        return system === creator;
      case "addressee":
        return system !== creator;
      case "any":
        return true;
    }
  };
}

/**
 * Who may take which step about a death (guarantees, A: with two-person confirmation). Anybody may
 * report. Only the authority confirms: another person than who reported, and one of the two a
 * supervisor of the authority. Only a supervisor of the authority takes back.
 */
export type VitalStep = "report" | "confirm" | "reverse";
export function mayTakeStep(
  step: VitalStep,
  by: Worker,
  reportedBy: Worker | null,
  isAuthority: (system: SystemId) => boolean,
): "yes" | "not_yours" | "supervisor" | "second_person" {
  if (step === "report") return "yes";
  if (!isAuthority(by.system)) return "not_yours";
  const supervises = (worker: Worker) => worker.role === "supervisor" && isAuthority(worker.system);
  if (step === "reverse") return supervises(by) ? "yes" : "supervisor";
  if (!reportedBy) return supervises(by) ? "yes" : "supervisor";
  if (reportedBy.system === by.system && reportedBy.name === by.name) return "second_person";
  return supervises(by) || supervises(reportedBy) ? "yes" : "supervisor";
}

/** How a system may write a field of a record it holds. */
export type MayWrite = "write" | "propose" | "never";

/**
 * One gesture for the worker; this decides what becomes of it. An owned field whose owner is not in
 * the record's circle (nobody of that kind is linked with it) is written here provisionally: the
 * owner's own value wins as soon as it is known.
 */
export function mayWrite(
  record: Pick<StoredRecord, "type" | "key">,
  field: string,
  self: { id: SystemId; kind: SystemKind },
  linkedPartners: readonly SystemId[],
  systems: Systems,
): MayWrite {
  const spec = fieldSpec(record.type, field);
  if (!spec || spec.fixed) return "never";
  if (spec.class !== "owned" && spec.class !== "terminal") return "write";
  const holds = authorityOver(record.key, systems);
  if (holds(spec.owner, self.id)) return "write";
  return linkedPartners.some((partner) => holds(spec.owner, partner)) ? "propose" : "write";
}

/**
 * The system a proposal about a field goes to. Of several that have the last word: who wrote what
 * shows now, then who made the record, then the first by name.
 */
export function ownerAmong(
  record: Pick<StoredRecord, "type" | "key"> & Partial<Pick<StoredRecord, "state">>,
  field: string,
  candidates: readonly SystemId[],
  systems: Systems,
): SystemId | null {
  const spec = fieldSpec(record.type, field);
  if (!spec) return null;
  const holds = authorityOver(record.key, systems);
  const owners = candidates.filter((candidate) => holds(spec.owner, candidate)).sort();
  const nearest = [record.state?.fields[field]?.[0]?.o, creatorOf(record.key)];
  return nearest.find((one) => one !== undefined && owners.includes(one)) ?? owners[0] ?? null;
}
