import type { Subject } from "./criteria.ts";
import type { Json } from "./json.ts";
import { elementsOf, valueOf, type RecordState } from "./record.ts";
import { personTable } from "./records/person.ts";

/**
 * A person as conditions see it: every field by its name, parts of names and addresses, lists, and
 * what is derived from them. `today` is a day (`2026-11-23`) in the country's zone.
 */
export function personSubject(
  state: RecordState,
  today: string,
  derived: { linked?: boolean } = {},
): Subject {
  return {
    value(attribute) {
      if (attribute === "age") return ageOn(valueOf(state, "birth_date"), today) ?? undefined;
      if (attribute === "linked") return derived.linked ?? false;
      const [head = "", ...rest] = attribute.split(".");
      return rest.reduce<Json | undefined>(part, valueOf(state, head));
    },
    list(attribute) {
      return elementsOf(state, attribute).map(({ version }) => jsonSubject(version.v));
    },
  };
}

/** Attributes a partner's condition may name about a person (allow-list; see STANDARDS.md). */
export const personAttributes: readonly string[] = [
  "age",
  ...Object.entries(personTable.fields)
    .filter(([, spec]) => spec.class !== "local")
    .map(([field]) => field),
];

function jsonSubject(value: Json): Subject {
  return {
    value: (attribute) => attribute.split(".").reduce<Json | undefined>(part, value),
    list: () => [],
  };
}

function part(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Full years between a birth day and another day; null when the birth day is not known. */
export function ageOn(birthDate: Json | undefined, today: string): number | null {
  if (typeof birthDate !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate)) return null;
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return birthDate.slice(5) > today.slice(5) ? years - 1 : years;
}
