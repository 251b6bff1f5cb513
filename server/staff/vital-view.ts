import { emptyState, textOf, type StoredRecord } from "../../domain/record.ts";
import type { VitalStatus, Worker } from "../../domain/records/values.ts";
import { isDeathTold, mayNot } from "../../domain/vital-status.ts";
import type { DeathTold } from "../../store/reading/deaths.ts";
import type { VitalView } from "../api/schemas.ts";
import type { Hosted } from "../hosting.ts";
import { personas } from "../personas.ts";
import type { Loaded } from "./field-view.ts";
import { actorOf } from "./proposal-view.ts";
import { afterWorkingDays } from "../../domain/working-days.ts";

/** The authority has so long to find out whether a report is true (case.md, Deceased). */
export const check_due_working_days = 5;

/** Whether this person lives as far as is known, who said what, and what this worker may do about it. */
export function vitalView(loaded: Loaded, person: StoredRecord): VitalView {
  const { hosted, worker } = loaded;
  const [latest] = loaded.deaths.get(person.id) ?? [];
  return {
    status: (textOf(person.state, "vital_status") || "unknown") as VitalStatus,
    date: textOf(person.state, "death_date") || null,
    news: latest
      ? {
          act: latest.act,
          by: actorOf(hosted, { ...latest.by }, latest.by.system),
          at: latest.at.toISOString(),
          reason: latest.reason,
        }
      : null,
    check: checkView(loaded, person, latest),
    may: worker ? stepsFor(hosted, worker, person, reporterOf(loaded.deaths.get(person.id))) : [],
  };
}

function checkView(
  { hosted }: Loaded,
  { state }: StoredRecord,
  latest: DeathTold | undefined,
): VitalView["check"] {
  if (textOf(state, "vital_status") !== "reported" || !latest) return null;
  const due = afterWorkingDays(latest.at.toISOString(), check_due_working_days);
  const owner = hosted.store.system.kind === "sp" ? checkOwner(hosted, latest.by) : "";
  return { due, late: due < new Date(hosted.store.clock.nowMs()).toISOString(), owner };
}

/** A supervisor of ours other than who reported; offices without one: whoever did not report. */
export function checkOwner(hosted: Hosted, reportedBy: Worker | null): string {
  const staff = personas[hosted.store.system.kind].filter(({ name }) => name !== reportedBy?.name);
  return (staff.find(({ role }) => role === "supervisor") ?? staff[0])?.name ?? "";
}

export function supervisorOf(hosted: Hosted): string {
  return checkOwner(hosted, null);
}

/** Who reported the death that stands now. */
export function reporterOf(told: readonly DeathTold[] | undefined): Worker | null {
  return told?.find(({ act }) => act === "death.reported")?.by ?? null;
}

function stepsFor(
  hosted: Hosted,
  by: Worker,
  person: StoredRecord,
  reporter: Worker | null,
): VitalView["may"] {
  const status = textOf(person.state, "vital_status");
  const possible: VitalView["may"] =
    status === "confirmed"
      ? ["reverse"]
      : status === "reported"
        ? ["confirm", "reverse"]
        : ["report"];
  const ctx = { by, systems: hosted.systems };
  return possible.filter((step) => mayNot(ctx, person, step, reporter) === null);
}

/** The day after which what was done for a person is flagged: of the death, else of its confirmation. */
export function deathDay({ deaths }: Loaded, person: StoredRecord | undefined): string | null {
  if (!person || textOf(person.state, "vital_status") !== "confirmed") return null;
  const confirmed = deaths.get(person.id)?.find(({ act }) => act === "death.confirmed");
  return textOf(person.state, "death_date") || (confirmed?.at.toISOString().slice(0, 10) ?? null);
}

/** Closed by a death that was taken back meanwhile. */
export function isClosedInError(enrolment: StoredRecord, person: StoredRecord | null): boolean {
  if (textOf(enrolment.state, "status") !== "deceased") return false;
  return person !== null && !isDeathTold(person.state) && person.state !== emptyState;
}
