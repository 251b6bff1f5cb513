/**
 * Referrals of the demo that only the office they go to can bring into their state, told as both
 * offices make them: over their own doors, by their workers, once both systems run.
 */
import type {
  PersonReferrals,
  ReferralList,
  ReferralView,
} from "../../server/api/referral-schemas.ts";
import { openCaller, type Caller } from "./caller.ts";

type Step = Partial<Record<"step" | "text" | "reason" | "outcome" | "next_service", string>> & {
  appointment?: { at: string; place: string };
  /** Enrols in the programme that answers the service. */
  enrols?: true;
};
interface Story {
  name: string;
  service: string;
  reason: string;
  needs?: string;
  /** What the receiving office does with it. */
  steps: readonly Step[];
}

const tries_max = 60;
const every_ms = 500;
const day_ms = 86_400_000;
const inDays = (days: number) =>
  `${new Date(Date.now() + days * day_ms).toISOString().slice(0, 10)}T09:00:00Z`;

/** To employment support: accepted, waiting, asked, declined, started, enrolled, sent on, closed. */
const toEmployment: readonly Story[] = [
  {
    name: "Sofía García López",
    service: "training",
    reason: "Wishes to learn to repair phones",
    needs: "Afternoons are taken up by care",
    steps: [{ step: "accept", appointment: { at: inDays(6), place: "Old Harbour 3, room 2" } }],
  },
  {
    name: "Modou Asante",
    service: "job_search_help",
    reason: "Looks for work as a driver",
    steps: [{ step: "wait", text: "Two people are before him" }],
  },
  {
    name: "Oumou Asante",
    service: "training",
    reason: "Would like to bake for a living",
    steps: [{ step: "ask", text: "Which days of the week suit her?" }],
  },
  {
    name: "Moussa Cissé",
    service: "own_business",
    reason: "Wants to open a repair shop",
    steps: [{ step: "decline", reason: "no_capacity", text: "Places again in March" }],
  },
  {
    name: "Nadia El Amrani",
    service: "counselling",
    reason: "Wants to talk about coming back to work",
    needs: "Step-free entrance",
    steps: [{ step: "accept" }, { step: "attend" }],
  },
  {
    name: "Musa Mutua",
    service: "public_works",
    reason: "Needs a wage before the harvest",
    steps: [{ step: "accept" }, { step: "attend" }, { step: "enrol", enrols: true }],
  },
  {
    name: "Atieno Mutua",
    service: "own_business",
    reason: "Wishes to sew and sell",
    steps: [{ step: "re_route", next_service: "training", text: "The course comes first" }],
  },
  {
    name: "Imane Lahlou",
    service: "job_search_help",
    reason: "Looks for work in a kitchen",
    steps: [{ step: "accept" }, { step: "attend" }, { step: "close", outcome: "in_work" }],
  },
  {
    name: "Tomás Hernández",
    service: "counselling",
    reason: "Does not know what work could suit",
    steps: [{ step: "accept" }, { step: "not_reached", text: "The phone is off" }],
  },
  {
    name: "Khalid Lahlou",
    service: "public_works",
    reason: "Asks for work on the terraces",
    steps: [{ step: "accept" }, { step: "not_enrol", reason: "outside_area" }],
  },
];
const toProtection: readonly Story[] = [
  {
    name: "Yasmine Lahlou",
    service: "health_cover",
    reason: "No health cover since the workshop closed",
    steps: [{ step: "accept", appointment: { at: inDays(9), place: "Station Road 12" } }],
  },
  {
    name: "Pilar Castillo",
    service: "housing_help",
    reason: "The rent has doubled",
    steps: [{ step: "wait" }],
  },
  {
    name: "Diego Castillo",
    service: "cash_assistance",
    reason: "No income until the course ends",
    steps: [{ step: "accept" }, { step: "enrol", enrols: true }],
  },
];

/** Makes those that are not there yet; may be cut off and repeated. */
export async function tellReferrals(sp: string, ess: string, signal: AbortSignal): Promise<void> {
  const leila = await openCaller(sp, "leila", signal);
  const marc = await openCaller(ess, "marc", signal);
  const outs = [
    ...(await sendAll(leila, toEmployment)).map((one) => ({ ...one, by: marc })),
    ...(await sendAll(marc, toProtection)).map((one) => ({ ...one, by: leila })),
  ];
  for (const { story, by } of outs) {
    const there = await arrived(by, story, signal);
    if (there) await answer(by, there, story.steps);
  }
}

async function sendAll(desk: Caller, stories: readonly Story[]): Promise<{ story: Story }[]> {
  const sent: { story: Story }[] = [];
  for (const story of stories) {
    const found = await whom(desk, story);
    if (!found) continue;
    const { to, office } = found;
    const partner = office.system.id;
    if (office.asks_benefits) await desk.call("POST", `${to}/benefits`, { partner });
    await desk.call("POST", to, {
      partner,
      service: story.service,
      reason: story.reason,
      needs: story.needs ?? "",
      contact: { channel: "phone", leave_message: false },
      consent: { on: new Date().toISOString().slice(0, 10), method: "by_voice" },
    });
    sent.push({ story });
  }
  return sent;
}

/** Of several people of this name whoever may be referred to the service and was not yet. */
async function whom(desk: Caller, { name, service }: Story) {
  for (const person of await desk.peopleOf(name)) {
    const to = `/people/${person}/referrals`;
    const { items, options } = await desk.call<PersonReferrals>("GET", to);
    if (items.some((one) => one.service.id === service)) return null;
    const [office] = options;
    const asked = office?.services.find(({ id }) => id === service);
    if (office && asked?.unmet.length === 0) return { to, office };
  }
  return null;
}

/** At the office it goes to, once it has come; null: not in time. */
async function arrived(
  desk: Caller,
  { name, service }: Story,
  signal: AbortSignal,
): Promise<string | null> {
  for (let tries = 0; tries < tries_max; tries += 1) {
    signal.throwIfAborted();
    const { items } = await desk.call<ReferralList>("GET", "/referrals");
    const found = items.find(
      (one) => one.direction === "in" && one.person_name === name && one.service.id === service,
    );
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, every_ms));
  }
  return null;
}

async function answer(desk: Caller, id: string, steps: readonly Step[]): Promise<void> {
  for (const { enrols, ...step } of steps) {
    const { mark, enrolling } = await desk.call<ReferralView>("GET", `/referrals/${id}`);
    const effective_date = new Date().toISOString().slice(0, 10);
    const isNew = enrols && enrolling && enrolling.usual !== "" && enrolling.already === null;
    const enrolment = isNew ? { enrolment: { programme_id: enrolling.usual, effective_date } } : {};
    await desk.call("POST", `/referrals/${id}/step`, { ...step, ...enrolment, seen: mark });
  }
}
