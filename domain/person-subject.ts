import {
  askable,
  attributeValue,
  elementValue,
  isDay,
  type Attribute,
  type AttributeList,
  type AskedType,
} from "./attributes.ts";
import type { Subject } from "./criteria.ts";
import { daysOfAge, daysWithoutWork, monthsWithoutWork } from "./derived.ts";
import type { Json } from "./json.ts";
import { elementsOf, valueOf, type RecordState } from "./record.ts";

/** What stands beside a record's own state when a condition is asked of it. */
export interface Beside {
  /** Linked with the partner that asks (agreement scopes only). */
  linked?: boolean;
  /** Referred between us and the partner that asks, and not at an end (agreement scopes only). */
  referred?: boolean;
  /** A person's household, for `household.…`. */
  household?: RecordState | null;
  /** A household's members, for `member_list`. */
  members?: readonly RecordState[];
  /** The person an enrolment is about, for `member.…`. */
  person?: RecordState | null;
}

/** A person as conditions see one. */
export function personSubject(
  state: RecordState,
  today: string,
  beside: Pick<Beside, "linked" | "referred" | "household"> = {},
): Subject {
  return recordSubject("Person", state, today, beside);
}

/**
 * A record as conditions see it: attributes of the table, lists, other records under a prefix, and
 * what is derived from them. `today` is a day (`2026-11-23`) in the country's zone. Cut the states
 * by `ownVersions` first where a partner asks.
 */
export function recordSubject(
  type: AskedType,
  state: RecordState,
  today: string,
  beside: Beside = {},
): Subject {
  const { attributes, lists } = askable[type];
  const related = (step: string) => relatedSubject(type, step, today, beside);
  return {
    value(name) {
      const attribute = attributes.get(name);
      if (attribute?.derived) return derivedValue(attribute, state, today, beside);
      if (attribute) return attributeValue(attribute, state);
      const [step, rest] = splitOnce(name);
      return related(step)?.value(rest);
    },
    list(name) {
      const list = lists.get(name);
      if (list) return itemsOf(list, state, today, beside);
      const [step, rest] = splitOnce(name);
      return related(step)?.list(rest) ?? [];
    },
    on: (day) => recordSubject(type, state, day, beside),
    turns(name, number) {
      const attribute = attributes.get(name);
      if (attribute?.derived === "age") return daysOfAge(valueOf(state, "birth_date"), number);
      if (attribute?.derived === "months_without_formal_work") {
        return daysWithoutWork(spellsOf(state), number);
      }
      const [step, rest] = splitOnce(name);
      return attribute ? [] : (related(step)?.turns?.(rest, number) ?? []);
    },
  };
}

function relatedSubject(
  type: AskedType,
  step: string,
  today: string,
  { person, household }: Beside,
): Subject | null {
  if (type === "Person" && step === "household" && household) {
    return recordSubject("Household", household, today);
  }
  if (type === "Enrolment" && step === "member" && person) {
    return recordSubject("Person", person, today, household ? { household } : {});
  }
  return null;
}

function itemsOf(
  list: AttributeList,
  state: RecordState,
  today: string,
  beside: Beside,
): Subject[] {
  const { items } = list;
  if (items === "Person") {
    return (beside.members ?? []).map((member) =>
      recordSubject("Person", member, today, { household: state }),
    );
  }
  return elementsOf(state, list.field).map(({ version }) => elementSubject(items, version.v));
}

function elementSubject(attributes: ReadonlyMap<string, Attribute>, element: Json): Subject {
  return {
    value(name) {
      const attribute = attributes.get(name);
      return attribute && elementValue(attribute, element);
    },
    list: () => [],
  };
}

function derivedValue(
  { derived }: Attribute,
  state: RecordState,
  today: string,
  beside: Beside,
): Json | undefined {
  if (derived === "linked") return beside.linked ?? false;
  if (derived === "referred") return beside.referred ?? false;
  if (derived === "age") return ageOn(valueOf(state, "birth_date"), today) ?? undefined;
  return monthsWithoutWork(spellsOf(state), today) ?? undefined;
}

function spellsOf(state: RecordState): Json[] {
  return elementsOf(state, "employment_info").map(({ version }) => version.v);
}

function splitOnce(name: string): [string, string] {
  const dot = name.indexOf(".");
  return dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** Full years between a birth day and another day; null when the birth day is not known. */
export function ageOn(birthDate: Json | undefined, today: string): number | null {
  if (typeof birthDate !== "string" || !isDay(birthDate)) return null;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  // Somebody born on 29 February is a year older on 1 March of other years.
  return birthDate.slice(5) > today.slice(5) ? years - 1 : years;
}
