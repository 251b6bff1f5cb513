import { shieldsOf } from "../../domain/outcome/shield.ts";
import { timesOf } from "../../domain/outcome/standing.ts";
import { isWithdrawnLine } from "../../domain/plan/plan-law.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { lawOf } from "../../domain/programme/law.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { loadAbout, loadRecord, loadRecords, resolveKeys } from "../../store/load.ts";
import type { PersonMatters } from "../api/hearing-schemas.ts";
import type { Hosted, Node } from "../hosting.ts";
import type { Around } from "./hearing-view.ts";
import { shieldingOf } from "./outcomes.ts";
import { loadPlanning } from "./plan-loading.ts";

/** What each of these processes is about. */
export async function aroundOf(
  { store }: Hosted,
  hearings: readonly StoredRecord[],
): Promise<(hearing: StoredRecord) => Around> {
  const named = (field: string) =>
    hearings.map(({ state }) => textOf(state, field)).filter(Boolean);
  const keys = await resolveKeys(store, [...named("enrolment"), ...named("step")]);
  const ids = [...keys.values()].map(({ id }) => id);
  const records = await loadRecords(store, [
    ...ids,
    ...hearings.flatMap((one) => one.subject ?? []),
  ]);
  const byKey = (key: string) => records.get(keys.get(key)?.id ?? "");
  const plans = await resolveKeys(
    store,
    [...records.values()].map(({ state }) => textOf(state, "plan")).filter(Boolean),
  );
  return ({ state, subject }) => {
    const step = byKey(textOf(state, "step"));
    const plan = step && plans.get(textOf(step.state, "plan"));
    return {
      person: records.get(subject ?? ""),
      enrolment: byKey(textOf(state, "enrolment")),
      step: step && plan ? { what: textOf(step.state, "what"), plan_id: plan.id } : null,
    };
  };
}

/** An enrolment of ours with what its programme says of clocks and of the law. */
export async function benefitOf({ store }: Hosted, enrolment: StoredRecord) {
  const { id = "" } = (valueOf(enrolment.state, "programme") ?? {}) as Partial<ProgrammeName>;
  const found = (await resolveKeys(store, [id])).get(id);
  const programme = found ? await loadRecord(store, found.id) : null;
  const definition = definitionOf(programme?.state);
  return { rules: definition, law: lawOf(definition) };
}

/** Our enrolments of a person, each with its programme's name. */
export async function enrolmentsOf(
  { store }: Hosted,
  person: StoredRecord,
): Promise<PersonMatters["enrolments"]> {
  const all = await loadAbout(store, [person.id], ["Enrolment"]);
  return all
    .filter(({ key }) => creatorOf(key) === store.system.id)
    .map(({ id, state }) => ({
      id,
      programme: (valueOf(state, "programme") as ProgrammeName | undefined)?.name ?? "",
    }));
}

/** Steps of the person that were missed for a reason not yet known, each with what shields it. */
export async function missedOf(
  node: Node,
  hosted: Hosted,
  personId: string,
): Promise<(PersonMatters["missed"][number] & { key: string })[]> {
  const planning = await loadPlanning(hosted, personId);
  if (!planning?.book || planning.tooLarge) return [];
  const around = await shieldingOf(node, hosted, { ...planning, book: planning.book });
  const { from, today, recorded } = around;
  return planning.book.steps
    .filter((step) => !isWithdrawnLine(step))
    .flatMap((step) =>
      timesOf(step, recorded, { from, to: today, today })
        .filter(({ stands }) => stands === "could_not")
        .map((time) => ({
          step_id: step.id,
          key: step.key,
          what: textOf(step.state, "what"),
          time: time.time,
          day: time.day,
          shields: shieldsOf(step, time, around),
        })),
    );
}
