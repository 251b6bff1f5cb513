import { ageOn } from "../../domain/person-subject.ts";
import type { EmploymentStatus, UnemploymentReason } from "../../domain/records/values.ts";
import type { DemoHousehold, DemoJobseeker, DemoMember } from "./country.ts";
import { aliceJob } from "./sample-households.ts";
import { drawMember, type Drawing } from "./people.ts";
import { endedSeason } from "./work-life.ts";

const linked_count = 25;
const contradicting_count = 2;
const alike_count = 2;
const jobseekers_count = 60;

/**
 * People who registered at the employment services by themselves. Some also live in households of
 * social protection: with the same identifier, with one that contradicts, or without any.
 */
export function drawJobseekers(
  drawing: Drawing,
  households: readonly DemoHousehold[],
): DemoJobseeker[] {
  const { random } = drawing;
  const offered = households.flatMap((household, index) =>
    household.members
      .filter((member) => isOffered(member, drawing.today))
      .map((member) => ({ member, drawn: index >= named_households })),
  );
  const identified = offered.filter(({ member }) => member.identifiers.length > 0);
  const alice = identified.filter(({ member }) => member.email === "alice.smith@example.com");
  const others = shuffled(
    drawing,
    identified.filter(({ drawn }) => drawn),
  ).slice(0, linked_count - alice.length + contradicting_count);
  const twins = [...alice, ...others].map(({ member }) => member);
  const nameless = offered.filter(({ member, drawn }) => drawn && member.identifiers.length === 0);
  const jobseekers = [
    ...twins.slice(0, linked_count).map((member) => twin(drawing, member, "linked")),
    ...twins
      .slice(linked_count)
      .map((member, index) =>
        contradicting(drawing, twin(drawing, member, "contradicting"), index),
      ),
    ...nameless.slice(0, alike_count).map(({ member }) => twin(drawing, member, "alike")),
  ];
  while (jobseekers.length < jobseekers_count) jobseekers.push(stranger(drawing));
  return jobseekers.map((one) => ({ ...one, days_ago: random.whole(3, 230) }));
}

/** The households told by name come first; their members meet employment support only by the demo. */
const named_households = 10;

/** Will social protection's record reach employment support? */
export function isOffered(member: DemoMember, today: string): boolean {
  const age = ageOn(member.birth_date, today) ?? 0;
  return (
    age >= 18 &&
    age <= 64 &&
    !member.in_full_time_education &&
    member.left_out !== true &&
    member.answer !== "said_no"
  );
}

/** The same person, as told at another counter: no household, a phone of today, work as it is. */
function twin(
  drawing: Drawing,
  member: DemoMember,
  known_as: DemoJobseeker["known_as"],
): DemoJobseeker {
  const jobseeker: DemoJobseeker = {
    name: member.name,
    sex: member.sex,
    birth_date: member.birth_date,
    identifiers: member.identifiers,
    days_ago: 0,
    known_as,
    ...workNow(drawing, member),
  };
  const phone = member.phone_number ?? drawing.phone();
  jobseeker.phone_number = drawing.random.chance(0.75) || member.email ? phone : drawing.phone();
  if (member.email) jobseeker.email = member.email;
  if (known_as !== "only_here") {
    // Jobs and languages both offices were told would stand twice in the linked record.
    const told = (member.employment_info ?? []).length > 0;
    jobseeker.employment_info = told ? [] : (jobseeker.employment_info ?? []);
    if (member.email) jobseeker.employment_info = [aliceJob];
  } else if (member.languages) jobseeker.languages = member.languages;
  return jobseeker;
}

/** The first has another birth year, the second another sex: a slip at one of the counters. */
function contradicting(drawing: Drawing, person: DemoJobseeker, index: number): DemoJobseeker {
  if (index % 2 === 1) return { ...person, sex: person.sex === "female" ? "male" : "female" };
  const year = Number(person.birth_date.slice(0, 4)) - drawing.random.whole(2, 4);
  return { ...person, birth_date: `${year}${person.birth_date.slice(4)}` };
}

function stranger(drawing: Drawing): DemoJobseeker {
  const { random } = drawing;
  const culture = drawing.culture();
  const member = drawMember(drawing, {
    culture,
    surname: random.pick(culture.surnames),
    sex: random.chance(0.5) ? "female" : "male",
    age: random.whole(19, 58),
    relationship: "SELF",
    main_contact: true,
    student: false,
  });
  const person = twin(drawing, member, "only_here");
  return { ...person, education_level: random.pick(["primary", "lower_secondary", "bachelor"]) };
}

/** Employment support asks after work itself; a reason of care or illness is told by a few. */
function workNow(
  drawing: Drawing,
  member: DemoMember,
): Pick<DemoJobseeker, "employment_status" | "unemployment_reason" | "employment_info"> {
  const { random } = drawing;
  const jobs = member.employment_info ?? [];
  const status: EmploymentStatus =
    member.email || random.chance(0.8) ? "not_employed" : (member.employment_status ?? "unknown");
  if (status !== "not_employed") return { employment_status: status, employment_info: jobs };
  const ended = jobs.some((job) => typeof job === "object" && job !== null && "end_date" in job);
  const reason = random.weighted<UnemploymentReason>([
    ["limited_job_ended", 55],
    ["dismissed", 20],
    ["family", 9],
    ["illness", 4],
    ["other", 12],
  ]);
  return {
    employment_status: status,
    unemployment_reason: ended ? "limited_job_ended" : reason,
    employment_info: ended ? jobs : [endedSeason(random, Number(drawing.today.slice(0, 4)))],
  };
}

function shuffled<T>(drawing: Drawing, list: readonly T[]): T[] {
  const rest = [...list];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(drawing.random.whole(0, rest.length - 1), 1));
  return order;
}
