/**
 * Private time and what to keep away from, as this office alone knows it. The other office has a time of
 * the first, which says the same whatever it is, and nothing of the second.
 */
import type { KeepAway, ProtectedTime } from "../../conflicts/facts-more.ts";
import type { Step } from "../../conflicts/facts.ts";
import { dayText, readDay } from "../../conflicts/time/walls.ts";
import { textOf, valueOf, type StoredRecord } from "../../record.ts";
import type { PrivateKind, Times } from "../../records/plan-values.ts";
import { isKeepAway } from "../hidden.ts";
import { isPlanClosed, isWithdrawnLine } from "../plan-law.ts";
import type { PlannedHousehold } from "./household.ts";

/** What the law protects of these; null: the person's own time, which they may give up. */
const law: Record<PrivateKind, ProtectedTime["type"] | null> = {
  other: null,
  religious: null,
  treatment: "treatment",
  court: "court",
  pregnancy: "pregnancy",
  birth: "birth",
  breastfeeding: "breastfeeding",
  bereavement: "bereavement",
};

export function lawOf({ type, state }: StoredRecord): ProtectedTime["type"] | null {
  if (type !== "PrivateStep") return null;
  return law[(textOf(state, "private_kind") || "other") as PrivateKind] ?? null;
}

interface ByLaw {
  type: ProtectedTime["type"];
  from: string;
  until: string;
}

/** Whole days that the law protects; null: hours, or nothing of the law's. */
export function daysByLaw(step: StoredRecord): ByLaw | null {
  const type = lawOf(step);
  const times = (valueOf(step.state, "times") ?? null) as Times | null;
  if (type === null || times === null || times.rrule !== undefined) return null;
  const [first = "", begins] = times.start.split("T");
  const [next = "", ends] = times.end.split("T");
  const [from, after] = [readDay(first), readDay(next)];
  const isWhole = begins === "00:00" && ends === "00:00";
  if (!isWhole || from === null || after === null || after <= from) return null;
  return { type, from: first, until: dayText(after - 1) };
}

/** Of every member's open plan that this office has. */
export function protectedTimes({ members }: PlannedHousehold): ProtectedTime[] {
  return members.flatMap(({ person, book }) => {
    if (book === null || isPlanClosed(book)) return [];
    return book.privateSteps.flatMap((step): ProtectedTime[] => {
      const days = isWithdrawnLine(step) ? null : daysByLaw(step);
      return days === null ? [] : [{ member: person.key, text: "", ...days }];
    });
  });
}

/**
 * A place, or somebody who takes part, is to be kept away from where what a step says of it holds the
 * words that were noted: `Dyers' Street` is in `Workshop, 2 Dyers' Street`.
 */
export function keepAway(
  { members }: PlannedHousehold,
  places: ReadonlyMap<string, string>,
  steps: readonly Step[],
): KeepAway[] {
  const roles = [...new Set(steps.flatMap(({ asks }) => asks?.people ?? []))];
  return members.flatMap(({ person, book }) => {
    if (book === null || isPlanClosed(book)) return [];
    const noted = book.privateSteps.filter((one) => isKeepAway(one) && !isWithdrawnLine(one));
    return noted.flatMap(({ state }): KeepAway[] => {
      const away = { member: person.key, text: "" };
      const [where, whom] = [
        folded(textOf(state, "away_place")),
        folded(textOf(state, "away_person")),
      ];
      const there = [...places].filter(([name]) => where !== "" && folded(name).includes(where));
      const with_them = roles.filter((role) => whom !== "" && folded(role).includes(whom));
      return [
        ...there.map(([, place]) => ({ ...away, place })),
        ...with_them.map((name) => ({ ...away, person: name })),
      ];
    });
  });
}

function folded(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}
