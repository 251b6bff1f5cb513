import type { Json } from "../../domain/json.ts";
import type { OfferState, UnemploymentReason } from "../../domain/records/values.ts";
import type { NewHousehold, NewMember } from "../../domain/registration.ts";
import { drawHousehold } from "./households.ts";
import { drawJobseekers } from "./jobseekers.ts";
import { knownHouseholds } from "./known-households.ts";
import { createDrawing } from "./people.ts";

/** A member of a household, and what is learnt of the person later. */
export interface DemoMember extends NewMember {
  care_hours?: string;
  education_level?: string;
  /** What the person answered to the offer of work support; absent: nothing yet. */
  answer?: Extract<OfferState, "accepted" | "said_no">;
  /** What the person told at the visit, by question. */
  said?: Readonly<Record<string, Json>>;
}

/** A household as social protection registered it, so many days ago. */
export interface DemoHousehold extends NewHousehold {
  members: DemoMember[];
  days_ago: number;
}

/** Somebody who came to the employment services alone. */
export interface DemoJobseeker extends Omit<
  DemoMember,
  "relationship" | "main_contact" | "in_full_time_education" | "answer"
> {
  unemployment_reason?: UnemploymentReason;
  days_ago: number;
  /** How this person stands to the people social protection knows. */
  known_as: "linked" | "contradicting" | "alike" | "only_here";
}

export interface Country {
  /** The day its ages are counted from. */
  today: string;
  households: DemoHousehold[];
  jobseekers: DemoJobseeker[];
}

const households_count = 320;
const first_number = 10_001;

/**
 * Marovia, a country that is nowhere: the same seed and day give the same people. Ages are what the
 * guides say (Amina Diallo is 34), so birth dates follow the day.
 */
export function marovia(today: string, seed = "marovia"): Country {
  const drawing = createDrawing(today, seed);
  const known = knownHouseholds(today);
  for (const { members } of known) drawing.reserve(members);
  const households = [...known];
  let number = first_number + known.length;
  while (households.length < households_count) {
    households.push(drawHousehold(drawing, `HH-${number}`));
    number += 1;
  }
  return { today, households, jobseekers: drawJobseekers(drawing, households) };
}
