import type { Sex } from "../../domain/records/values.ts";
import type { DemoMember } from "./country.ts";
import { bornAt } from "./people.ts";

/** Tells people in short; ages become birth dates of the day. */
export interface Teller {
  year: number;
  person(
    given_name: string,
    surname: string,
    sex: Sex,
    /** Age, or birth date. */
    born: number | string,
    relationship: string,
    more?: Partial<DemoMember>,
  ): DemoMember;
}

export function createTeller(today: string): Teller {
  return {
    year: Number(today.slice(0, 4)),
    person: (given_name, surname, sex, born, relationship, more = {}) => ({
      name: { given_name, surname },
      sex,
      birth_date:
        typeof born === "string" ? born : bornAt(today, born, 1 + (born % 12), 3 + (born % 24)),
      relationship,
      main_contact: relationship === "SELF",
      identifiers: [],
      in_full_time_education: false,
      ...more,
    }),
  };
}

export function uin(identifier_value: string): Pick<DemoMember, "identifiers"> {
  return { identifiers: [{ identifier_type: "UIN", identifier_value }] };
}

export const pupil = { in_full_time_education: true } as const;
export const idle = { employment_status: "not_employed" } as const;
