/** Whatever facts name by id is listed in them, and no id stands for two things. */
import type { Facts, Prerequisite } from "./facts.ts";
import { Faulty } from "./faults.ts";

interface Listed {
  members: ReadonlySet<string>;
  places: ReadonlySet<string>;
  services: ReadonlySet<string>;
  enrolments: ReadonlySet<string>;
  steps: ReadonlySet<string>;
}

/**
 * Throws `Faulty`. Not required: a needed step, service or document, which may be missing (that is a
 * conflict of kind prerequisite), and the codes of `sameAs`.
 */
export function requireListed(facts: Facts): void {
  const listed: Listed = {
    members: ids(facts.household.members, "household.members"),
    places: ids(facts.places, "places"),
    services: ids(
      (facts.services ?? []).map(({ code }) => ({ id: code })),
      "services",
    ),
    enrolments: ids(facts.enrolments ?? [], "enrolments"),
    steps: ids(facts.steps, "steps"),
  };
  requireOne(listed.members, facts.person, "person");
  requireOne(listed.places, facts.household.home, "household.home");
  for (const { member } of [facts.weeklyLoad ?? []].flat()) {
    requireOne(listed.members, member, "weeklyLoad.member");
  }
  requireHousehold(facts, listed);
  requireRules(facts, listed);
  requireSteps(facts, listed);
}

function requireHousehold(
  { household, travel, services, enrolments }: Facts,
  listed: Listed,
): void {
  ids(household.care ?? [], "household.care");
  household.care?.forEach(({ member, place, carers }, index) => {
    const at = `household.care[${index}]`;
    requireOne(listed.members, member, `${at}.member`);
    requireOne(listed.places, place, `${at}.place`);
    carers.forEach((carer, of) => {
      requireOne(listed.members, carer.member, `${at}.carers[${of}].member`);
    });
  });
  household.protectedTimes?.forEach(({ member }, index) => {
    requireOne(listed.members, member, `household.protectedTimes[${index}].member`);
  });
  household.keepAway?.forEach(({ member, place }, index) => {
    requireOne(listed.members, member, `household.keepAway[${index}].member`);
    requireOne(listed.places, place, `household.keepAway[${index}].place`);
  });
  travel?.forEach(({ from, to }, index) => {
    requireOne(listed.places, from, `travel[${index}].from`);
    requireOne(listed.places, to, `travel[${index}].to`);
  });
  services?.forEach(({ prerequisites }, index) => {
    requireBy(prerequisites, `services[${index}]`);
  });
  enrolments?.forEach(({ member }, index) => {
    requireOne(listed.members, member, `enrolments[${index}].member`);
  });
}

function requireRules({ rules, calendar }: Facts, listed: Listed): void {
  rules?.forEach((rule, index) => {
    const at = `rules[${index}]`;
    requireOne(listed.enrolments, rule.enrolment, `${at}.enrolment`);
    if (rule.type === "be-at") requireOne(listed.places, rule.place, `${at}.place`);
    if (rule.type === "complete-between") requireOne(listed.steps, rule.step, `${at}.step`);
    if (rule.type === "earnings-limit") requireOne(listed.members, rule.member, `${at}.member`);
    if ("until" in rule && rule.until < rule.from)
      throw new Faulty("err.plan.order", `${at}.until`);
  });
  calendar?.forEach(({ places, services, members, from, until }, index) => {
    const at = `calendar[${index}]`;
    services?.forEach((one, of) => requireOne(listed.services, one, `${at}.services[${of}]`));
    places?.forEach((one, of) => requireOne(listed.places, one, `${at}.places[${of}]`));
    members?.forEach((one, of) => requireOne(listed.members, one, `${at}.members[${of}]`));
    if (until < from) throw new Faulty("err.plan.order", `${at}.until`);
  });
}

function requireSteps({ steps }: Facts, listed: Listed): void {
  steps.forEach((step, index) => {
    const at = `steps[${index}]`;
    requireOne(listed.members, step.for, `${at}.for`);
    step.with?.forEach((one, of) => requireOne(listed.members, one, `${at}.with[${of}]`));
    requireOne(listed.places, step.place, `${at}.place`);
    requireOne(listed.services, step.service, `${at}.service`);
    requireOne(listed.enrolments, step.enrolment, `${at}.enrolment`);
    requireBy(step.prerequisites, at);
  });
}

function requireBy(prerequisites: readonly Prerequisite[] | undefined, place: string): void {
  prerequisites?.forEach(({ step, service, document, by }, index) => {
    const at = `${place}.prerequisites[${index}]`;
    if ([step, service, document].filter((one) => one !== undefined).length !== 1) {
      throw new Faulty("err.plan.field", at);
    }
    // A document has to be valid on the first day, whatever it says; nothing else can be.
    if (document === undefined && by === "valid-on-start") {
      throw new Faulty("err.plan.by", `${at}.by`);
    }
  });
}

function ids(all: readonly { id: string }[], place: string): ReadonlySet<string> {
  const found = new Set<string>();
  all.forEach(({ id }, index) => {
    if (found.has(id)) throw new Faulty("err.plan.twice", `${place}[${index}].id`);
    found.add(id);
  });
  return found;
}

function requireOne(listed: ReadonlySet<string>, id: string | undefined, place: string): void {
  if (id !== undefined && !listed.has(id)) throw new Faulty("err.plan.unknown", place);
}
