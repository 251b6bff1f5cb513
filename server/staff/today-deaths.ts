import type { StoredRecord } from "../../domain/record.ts";
import { stampMs } from "../../domain/hlc.ts";
import { loadRecords } from "../../store/load.ts";
import { enrolmentsAgainst, readDeaths, reportedDead } from "../../store/reading/deaths.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { placeOf, type Draft } from "./today.ts";
import { check_due_working_days, checkOwner, reporterOf, supervisorOf } from "./vital-view.ts";
import { afterWorkingDays } from "../../domain/working-days.ts";

const items_of_a_kind_max = 50;

/** A report of a death opens a check: social protection's, by name, in five working days. */
export async function deathChecks(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  if (store.system.kind !== "sp") return [];
  const people = await reportedDead(store, items_of_a_kind_max);
  const told = await readDeaths(
    store,
    people.map(({ id }) => id),
  );
  return people.map((person): Draft => {
    const [top] = person.state.fields["vital_status"] ?? [];
    const at = new Date(top ? stampMs(top.h) : 0).toISOString();
    return {
      id: `death_check/${person.id}`,
      kind: "death_check",
      field: "",
      from: systemRef(hosted, top?.o ?? store.system.id),
      at,
      due: afterWorkingDays(at, check_due_working_days),
      owner: checkOwner(hosted, reporterOf(told.get(person.id))),
      target: person.household ?? person.id,
      ...placeOf(person),
    };
  });
}

/**
 * Enrolments of ours that stand against what is known of the person: open though the death is
 * confirmed, or closed by a death that was taken back. Each office closes and restores its own.
 */
export async function enrolmentsAfterDeath(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const [open, closed] = await Promise.all([
    enrolmentsAgainst(store, "open_though_deceased", items_of_a_kind_max),
    enrolmentsAgainst(store, "closed_though_alive", items_of_a_kind_max),
  ]);
  const people = await loadRecords(
    store,
    [...open, ...closed].flatMap(({ subject }) => subject ?? []),
  );
  const draftOf = (kind: Draft["kind"]) => (enrolment: StoredRecord) => {
    const person = enrolment.subject ? people.get(enrolment.subject) : undefined;
    const [told] = person?.state.fields["vital_status"] ?? [];
    if (!person || !told) return [];
    const at = new Date(stampMs(told.h)).toISOString();
    const draft: Draft = {
      id: `${kind}/${enrolment.id}`,
      kind,
      field: "",
      from: systemRef(hosted, told.o),
      at,
      due: afterWorkingDays(at, check_due_working_days),
      owner: supervisorOf(hosted),
      target: person.household ?? person.id,
      ...placeOf(person),
    };
    return [draft];
  };
  return [
    ...open.flatMap(draftOf("enrolment_of_deceased")),
    ...closed.flatMap(draftOf("enrolment_to_restore")),
  ];
}
