/** Workers of both offices who never stop editing; every answer they got is noted to be checked. */
import type { Json, JsonObject } from "../../domain/json.ts";
import { otherSide, signIn, until, type RealSystem, type Side } from "../bench/real-system.ts";

/** An answer 2xx: this value of this field of this record is saved. */
export interface Acknowledged {
  /** When the answer was there: Unix milliseconds of this process. */
  at: number;
  side: Side;
  record: string;
  field: string;
  value: Json;
}

export interface Office {
  acknowledged: Acknowledged[];
  /** Calls that ended without an answer, or with "not now": nothing is known of them. */
  unanswered: number;
  stop(): Promise<void>;
}

/** A number in [0, 1) from a seed (mulberry32), so that a run can be repeated. */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const workers_per_side = 2;
const people_per_worker_max = 40;
const down_ms_max = 60_000;
const today = new Date().toISOString().slice(0, 10);

/** Opens both offices; they work until told to stop. `shift` keeps the names they give apart from others'. */
export async function openOffices(real: RealSystem, seed: number, shift = ""): Promise<Office> {
  const office: Office = { acknowledged: [], unanswered: 0, stop: () => Promise.resolve() };
  let open = true;
  const desks = (["sp", "ess"] as const).flatMap((side) =>
    Array.from({ length: workers_per_side }, (_, at) => ({ side, at })),
  );
  const working = await Promise.all(
    desks.map(async ({ side, at }, index) => {
      const cookie = await signIn(real, side);
      const worker = new Worker(
        real,
        side,
        `${side}${at}${shift}`,
        cookie,
        diceOf(seed + index),
        office,
      );
      await worker.meetPeople();
      return worker;
    }),
  );
  const done = Promise.all(
    working.map(async (worker) => {
      while (open) await worker.deed();
    }),
  );
  done.catch(() => undefined);
  office.stop = async () => {
    open = false;
    await done;
  };
  return office;
}

class Worker {
  readonly #real: RealSystem;
  readonly #side: Side;
  readonly #name: string;
  readonly #cookie: string;
  readonly #dice: () => number;
  readonly #office: Office;
  readonly #people: string[] = [];
  readonly #enrolments: { id: string; status: string }[] = [];
  #programme = "";
  #count = 0;

  constructor(
    real: RealSystem,
    side: Side,
    name: string,
    cookie: string,
    dice: () => number,
    office: Office,
  ) {
    this.#real = real;
    this.#side = side;
    this.#name = name;
    this.#cookie = cookie;
    this.#dice = dice;
    this.#office = office;
  }

  /** The people both offices know, and a programme of ours. */
  async meetPeople(): Promise<void> {
    const view = this.#side === "sp" ? "accepted" : "from_partner";
    await until(`people at ${this.#side}`, down_ms_max, async () => {
      const page = await this.#call("POST", "/people/list", { view, limit: 200 });
      const items = (page?.["items"] ?? []) as { id: string }[];
      const shared = items.map(({ id }) => id);
      this.#people.push(...shared.slice(0, people_per_worker_max - this.#people.length));
      return this.#people.length > 0;
    });
    const programmes = await this.#call("GET", "/programmes");
    this.#programme = (programmes?.["items"] as { id: string }[] | undefined)?.[0]?.id ?? "";
  }

  /** One thing a worker does, then the next. */
  async deed(): Promise<void> {
    const deed = Math.floor(this.#dice() * 6);
    if (deed < 2) return this.#share();
    if (deed === 2) return this.#propose();
    if (deed === 3) return this.#own();
    if (this.#side === "sp") return deed === 4 ? this.#register() : this.#enrol();
    return deed === 4 ? this.#own() : this.#serve();
  }

  async #register(): Promise<void> {
    const members = [this.#member(true), this.#member(false)];
    const body = { locality: "Talin", region: "North", members };
    const answer = await this.#call("POST", "/households", body);
    if (!answer) return;
    this.#note(textIn(answer, "household_id"), "locality", "Talin");
    for (const [at, { person_id }] of (answer["members"] as { person_id: string }[]).entries()) {
      this.#note(person_id, "name", members[at]?.name ?? null);
      if (this.#people.length < people_per_worker_max * 2) this.#people.push(person_id);
    }
  }

  #member(main_contact: boolean) {
    const number = this.#fresh();
    return {
      name: { given_name: `Crash ${number}`, surname: "Tester" },
      sex: "female",
      birth_date: "1990-04-17",
      relationship: main_contact ? "head" : "spouse",
      main_contact,
      identifiers: [{ type: "UIN", value: `CRASH-${number}` }],
      in_full_time_education: false,
    };
  }

  /** A field that this office owns: saved. */
  #own(): Promise<void> {
    return this.#side === "sp"
      ? this.#edit("name", { given_name: `Name ${this.#fresh()}`, surname: "Tester" })
      : this.#edit("occupation", `work ${this.#fresh()}`);
  }

  /** A field that both may write: saved, and perhaps concurrent with the other office's. */
  #share(): Promise<void> {
    return this.#dice() < 0.5
      ? this.#edit("phone_number", `+999 ${this.#fresh()}`)
      : this.#edit("care_hours", `from ${this.#fresh()}`);
  }

  /** A field that the other office owns: sent as a proposal. */
  #propose(): Promise<void> {
    return this.#side === "sp"
      ? this.#edit("occupation", `said to be ${this.#fresh()}`)
      : this.#edit("relationship", `kin ${this.#fresh()}`);
  }

  async #edit(field: string, value: Json): Promise<void> {
    const person = this.#pick(this.#people);
    if (!person) return;
    const body = { changes: { [field]: value }, reason: "crash test" };
    const answer = await this.#call("POST", `/records/${person}/edit`, body);
    if (!answer) return;
    if ((answer["saved"] as string[]).includes(field)) this.#note(person, field, value);
    for (const { proposal_id } of answer["sent"] as { proposal_id: string }[]) {
      this.#note(proposal_id, "value", value);
    }
  }

  async #enrol(): Promise<void> {
    const enrolment = this.#dice() < 0.7 ? this.#pick(this.#enrolments) : undefined;
    if (!enrolment) return this.#openEnrolment();
    const status = enrolment.status === "suspended" ? "reinstated" : "suspended";
    const reason = `because ${this.#fresh()}`;
    const body = { status, reason, effective_date: today };
    const answer = await this.#call("POST", `/enrolments/${enrolment.id}/status`, body);
    if (answer) {
      enrolment.status = status;
      this.#note(enrolment.id, "reason", reason);
    } else {
      // Whether it was saved is not known, so its next step is not either.
      this.#enrolments.splice(this.#enrolments.indexOf(enrolment), 1);
    }
  }

  async #openEnrolment(): Promise<void> {
    const person = this.#pick(this.#people);
    const body = { programme_id: this.#programme, effective_date: today };
    const answer = await this.#call("POST", `/people/${person}/enrolments`, body);
    if (!answer) return;
    const id = textIn(answer, "id");
    this.#note(id, "status", "active");
    this.#enrolments.push({ id, status: "active" });
  }

  async #serve(): Promise<void> {
    const quantity = `part ${this.#fresh()}`;
    const body = { service: "counselling", on: today, outcome: "delivered", quantity };
    const answer = await this.#call("POST", `/people/${this.#pick(this.#people)}/services`, body);
    if (answer) this.#note(textIn(answer, "id"), "quantity", quantity);
  }

  #note(record: string, field: string, value: Json): void {
    this.#office.acknowledged.push({
      at: Date.now(),
      side: this.#side,
      record,
      field,
      value,
    });
  }

  #fresh(): string {
    this.#count += 1;
    return `${this.#name}-${this.#count}`;
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#dice() * items.length)];
  }

  /** The answer's body; null when there was none, or it said "not now". @throws on a refusal. */
  async #call(method: string, path: string, body?: object): Promise<JsonObject | null> {
    const url = `${this.#real.urls[this.#side]}/api/v1${path}`;
    const headers = { cookie: this.#cookie, "content-type": "application/json" };
    try {
      const sent = body ? JSON.stringify(body) : null;
      const answer = await fetch(url, { method, headers, body: sent });
      const json = (await answer.json()) as JsonObject;
      if (answer.ok) return json;
      // An enrolment of the other worker's may stand in the way; that is a lawful answer.
      if (answer.status === 409) return null;
      if (answer.status < 500)
        throw new Refused(`${path}: ${answer.status} ${textIn(json, "code")}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    this.#office.unanswered += 1;
    await until(`${this.#side} to come back`, down_ms_max, () => isReady(this.#real, this.#side));
    return null;
  }
}

class Refused extends Error {}

function textIn(body: JsonObject, name: string): string {
  const value = body[name];
  return typeof value === "string" ? value : "";
}

/** Does the node answer, and does its database? */
export async function isReady(real: RealSystem, side: Side): Promise<boolean> {
  try {
    return (await fetch(`${real.urls[side]}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Does a system say that its partner has everything? */
export async function isInStep(real: RealSystem, side: Side, cookie: string): Promise<boolean> {
  try {
    const answer = await fetch(`${real.urls[side]}/api/v1/sync`, { headers: { cookie } });
    const { partners } = (await answer.json()) as {
      partners: { partner: { kind: string }; state: string; waiting: number }[];
    };
    const partner = partners.find(({ partner: { kind } }) => kind === otherSide[side]);
    return partner?.state === "in_step" && partner.waiting === 0;
  } catch {
    return false;
  }
}
