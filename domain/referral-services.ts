import type { SystemKind } from "./records/field.ts";

/** A service one may be referred to, and the time its office has: working days, as data. */
export interface ReferralService {
  id: string;
  /** What the country calls it, for systems without our catalogues. */
  name: string;
  /** The office has so long to answer. */
  answer_days: number;
  /** Without an answer the referral ends, by the office's failure, after so many. */
  expire_days: number;
  /** Work or preparation for it: nobody under the legal working age is referred to it. */
  work: boolean;
}

/** The services of each kind of office that a country may refer to; screens take their names from the catalogues. */
export const referralServices: Readonly<Record<SystemKind, readonly ReferralService[]>> = {
  ess: [
    {
      id: "job_search_help",
      name: "Help to find work",
      answer_days: 5,
      expire_days: 15,
      work: true,
    },
    { id: "training", name: "Training", answer_days: 5, expire_days: 20, work: true },
    { id: "counselling", name: "Counselling", answer_days: 5, expire_days: 15, work: true },
    { id: "public_works", name: "Public works", answer_days: 10, expire_days: 30, work: true },
    {
      id: "own_business",
      name: "Help to start an own business",
      answer_days: 10,
      expire_days: 30,
      work: true,
    },
  ],
  sp: [
    {
      id: "cash_assistance",
      name: "Cash assistance",
      answer_days: 5,
      expire_days: 15,
      work: false,
    },
    {
      id: "childcare_help",
      name: "Help with childcare",
      answer_days: 5,
      expire_days: 15,
      work: false,
    },
    { id: "health_cover", name: "Health cover", answer_days: 5, expire_days: 15, work: false },
    {
      id: "housing_help",
      name: "Help with housing",
      answer_days: 10,
      expire_days: 30,
      work: false,
    },
  ],
};

/** The legal working age of the country. */
export const working_age_min = 18;

export function referralService(kind: SystemKind, id: string): ReferralService | undefined {
  return referralServices[kind].find((service) => service.id === id);
}
