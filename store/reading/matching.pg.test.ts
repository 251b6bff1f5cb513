import { randomInt, randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Agreement, Consent } from "../../domain/agreement.ts";
import { askable, askedTypes, type AskedType } from "../../domain/attributes.ts";
import type { Change, Deciding } from "../../domain/change.ts";
import {
  compareText,
  everybody,
  matches,
  type Criteria,
  type SortKey,
} from "../../domain/criteria.ts";
import type { Json } from "../../domain/json.ts";
import { winnersOf } from "../../domain/merging.ts";
import { isOurs } from "../../domain/ours.ts";
import { recordSubject } from "../../domain/person-subject.ts";
import { ownVersions, type RecordState } from "../../domain/record.ts";
import { settle } from "../../domain/settling.ts";
import { askedStatesOf, criteriaOf } from "../../domain/test-criteria.ts";
import { refuse, type CoveredPerson } from "../../domain/view.ts";
import { openTestStore, type TestStore } from "../test-store.ts";
import { countMatching, findMatching, type Asking, type Coverage } from "./matching.ts";

const today = "2026-11-23";
const [self, other] = ["sp.demo", "ess.demo"];
/** A run that fails is repeated with its seed: VITEST shows it in the failing message. */
const seed = randomInt(2 ** 31);
const runs = 120;

interface Held {
  id: string;
  type: AskedType;
  state: RecordState;
  subject: string | null;
  household: string | null;
  linked: boolean;
  consents: Consent[];
  withdrawn: boolean;
  into: Held | null;
}

let at: TestStore;
const held = new Map<string, Held>();

beforeAll(async () => {
  at = await openTestStore();
  const draw = <T>(of: fc.Arbitrary<T>, count: number, salt: number) =>
    fc.sample(of, { numRuns: count, seed: seed + salt });
  const households = draw(askedStatesOf("Household", self, other), 25, 1).map((state) =>
    put("Household", state, null, null),
  );
  const pick = (list: Held[], salt: number, count: number) =>
    draw(fc.option(fc.constantFrom(...list), { freq: 9 }), count, salt);
  const homes = pick(households, 2, 70);
  const people = draw(askedStatesOf("Person", self, other), 70, 3).map((state, index) =>
    put("Person", state, null, homes[index]?.id ?? null),
  );
  const whose = pick(people, 4, 50);
  draw(askedStatesOf("Enrolment", self, other), 50, 5).forEach((state, index) =>
    put("Enrolment", state, whose[index]?.id ?? null, null),
  );
  await at.writeUnchecked((ctx) => [...held.values()].map((one) => begun(ctx, one)));
  // Half of them change, so that rows of both kinds come, go and stay.
  const again = [...held.values()].filter((_, index) => index % 2 === 0);
  for (const type of askedTypes) {
    const changing = again.filter((one) => one.type === type);
    const states = draw(askedStatesOf(type, self, other), changing.length, 6);
    await at.writeUnchecked((ctx) =>
      changing.map((one, index) => {
        const before = one.state;
        one.state = states[index] ?? before;
        // A change names every field whose value it moves.
        const delta = {
          fields: { ...before.fields, ...one.state.fields },
          sets: { ...before.sets, ...one.state.sets },
        };
        return { ...begun(ctx, one), delta, expected: 1, originVersion: 2, ownVersion: 2 };
      }),
    );
  }
  await linkAndConsent(people);
  await joinAndWithdraw([people, households]);
}, 120_000);
afterAll(() => at.close());

function put(
  type: AskedType,
  state: RecordState,
  subject: string | null,
  household: string | null,
): Held {
  const id = randomUUID();
  const stands = { linked: false, consents: [], withdrawn: false, into: null };
  const one: Held = { id, type, state, subject, household, ...stands };
  if (type === "Person") one.subject = id;
  if (type === "Household") one.household = id;
  held.set(id, one);
  return one;
}

function begun(ctx: Deciding, { id, type, state, subject, household }: Held): Change {
  return {
    record: { id, type, key: `${self}/${id}`, subject, household },
    expected: 0,
    delta: state,
    after: state,
    before: {},
    act: "person.registered",
    reason: "",
    by: ctx.by,
    origin: self,
    originVersion: 1,
    at: ctx.nowIso,
    ownVersion: 1,
  };
}

async function linkAndConsent(people: Held[]): Promise<void> {
  for (const [index, person] of people.entries()) {
    if (index % 3 === 0) {
      person.linked = true;
      await at.sql(
        "insert into links (system, partner, key, record_id, how) values ($1, $2, $3, $4, 'test')",
        [self, other, `${other}/${person.id}`, person.id],
      );
    }
    if (index % 2 === 0) continue;
    const consent: Consent = {
      person: person.id,
      purpose: index % 5 === 0 ? "verification" : "work_support",
      to: other,
      state: index % 7 === 0 ? "withdrawn" : "given",
      until: index % 4 === 1 ? today : index % 4 === 3 ? "2026-11-22" : null,
    };
    person.consents.push(consent);
    await at.sql(
      `insert into consents (system, record_id, purpose, partner, state, until)
        values ($1, $2, $3, $4, $5, $6)`,
      [self, person.id, consent.purpose, other, consent.state, consent.until],
    );
  }
}

/** Some are joined into others, along chains, in circles and into what is not known; some are withdrawn. */
async function joinAndWithdraw(lists: Held[][]): Promise<void> {
  const drawn = fc.sample(fc.nat(99), { numRuns: 400, seed: seed + 7 });
  const next = () => drawn.pop() ?? 0;
  for (const list of lists) {
    for (const one of list) {
      one.withdrawn = next() < 12;
      const isJoined = next() < 35;
      const into = list[next() % list.length];
      if (isJoined && into !== one) one.into = into ?? null;
      const winner = one.into ? `${self}/${one.into.id}` : isJoined ? `${other}/unknown` : null;
      await at.sql(
        "insert into aliases (system, record_id, winner, withdrawn) values ($1, $2, $3, $4)",
        [self, one.id, winner, one.withdrawn],
      );
    }
  }
  const all = [...held.values()];
  const keyOf = ({ id }: Held) => `${self}/${id}`;
  winners = winnersOf(
    all.map((one) => ({ id: one.id, keys: [keyOf(one)], into: one.into && keyOf(one.into) })),
  );
}
let winners: ReadonlyMap<string, string> = new Map();

function agreement(change: Partial<Agreement> = {}): Agreement {
  return {
    id: "a1",
    from: self,
    to: other,
    status: "active",
    valid_from: "2026-01-01",
    valid_until: "2026-12-31",
    basis: "law",
    basis_text: "",
    purposes: ["work_support"],
    events: [],
    records: { Person: [], Household: [], Enrolment: [] },
    people: everybody,
    trusted_identifiers: [],
    sensitive_reasons: false,
    ...change,
  };
}

/** The same question, answered by domain/view.ts and the evaluator from the states alone. */
function expected(asking: Asking): Held[] {
  const { type, coverage, criteria } = asking;
  const read = (state: RecordState) => (coverage ? ownVersions(state, self) : state);
  const seen = (one: Held) => !coverage || isOurs(one.type, one.state, self);
  const covered = (one: Held) => {
    if (!coverage) return true;
    const viewer = { ...coverage, nowIso: `${today}T12:00:00.000Z` };
    const person: CoveredPerson = { state: one.state, linked: one.linked, consents: one.consents };
    return refuse(viewer, type, [person]) === null;
  };
  const of = (id: string | null) => (id === null ? undefined : held.get(id));
  const stateOf = (one: Held | undefined) => (one && seen(one) ? read(one.state) : null);
  const all = [...held.values()];
  // What was joined into another is asked of that one, and what was withdrawn of nobody.
  const standing = (one: Held) => of(winners.get(one.id) ?? one.id);
  const stands = (one: Held) => !coverage || (standing(one) === one && !one.withdrawn);
  const livesIn = (home: Held) => (one: Held) => one.type === "Person" && one.household === home.id;
  const isAboutCovered = (one: Held) => {
    if (!coverage) return true;
    if (type === "Household") return all.filter(livesIn(one)).some((m) => stands(m) && covered(m));
    const person = of(one.subject);
    const whom = type === "Enrolment" && person && !person.withdrawn ? standing(person) : person;
    return whom !== undefined && stands(whom) && covered(whom);
  };
  const isMet = (one: Held) => {
    const members = type === "Household" ? all.filter(livesIn(one)) : [];
    const person = of(one.subject);
    const subject = recordSubject(type, read(one.state), today, {
      household: stateOf(of(type === "Person" ? one.household : (person?.household ?? null))),
      members: members.filter((m) => seen(m) && covered(m) && stands(m)).map((m) => read(m.state)),
      person: type === "Enrolment" ? stateOf(person) : null,
    });
    return seen(one) && matches(criteria, subject);
  };
  const joinedInto = (one: Held) =>
    coverage ? all.filter((l) => l !== one && !l.withdrawn && standing(l) === one) : [];
  return all.filter((one) => {
    if (one.type !== type || !seen(one) || !stands(one) || !isAboutCovered(one)) return false;
    return isMet(one) || joinedInto(one).some(isMet);
  });
}

async function agrees(asking: Asking): Promise<void> {
  const settled = settle(asking.type, asking.criteria);
  if (!settled.ok) return;
  const question = { ...asking, criteria: settled.criteria };
  const wanted = expected(question)
    .map(({ id }) => id)
    .sort();
  const found = await findMatching(at.store, question, 1000);
  expect([...found].sort()).toEqual(wanted);
  expect(await countMatching(at.store, question)).toBe(wanted.length);
  expect(await countMatching(at.store, question, 3)).toBe(Math.min(3, wanted.length));
}

const asked = (type: AskedType, criteria: Criteria, coverage: Coverage | null = null): Asking => ({
  type,
  criteria,
  coverage,
  sort: [],
  today,
});

const coverages: fc.Arbitrary<Coverage> = fc
  .record({
    people: fc.oneof(
      criteriaOf("Person", 2),
      fc.constant<Criteria>(everybody),
      fc.boolean().map((value): Criteria => ({ attribute: "linked", is: "eq", value })),
      fc.constant<Criteria>({
        attribute: "work_offer",
        is: "in",
        value: ["offered", "not_offered"],
      }),
    ),
    basis: fc.constantFrom("law" as const, "law" as const, "consent" as const),
  })
  .map((change) => ({ agreement: agreement(change), purpose: "work_support", partner: other }));

describe.each(askedTypes)(`a condition on a %s (seed ${seed})`, (type) => {
  it("finds in SQL what it meets in memory, for our staff", async () => {
    await fc.assert(
      fc.asyncProperty(criteriaOf(type), (criteria) => agrees(asked(type, criteria))),
      { numRuns: runs },
    );
  }, 120_000);

  it("and for a partner: only covered people, only our own words", async () => {
    await fc.assert(
      fc.asyncProperty(criteriaOf(type), coverages, (criteria, coverage) =>
        agrees(asked(type, criteria, coverage)),
      ),
      { numRuns: runs },
    );
  }, 120_000);

  it("comes in the order asked for, the unknown last, equals by id", async () => {
    const sortable = [...askable[type].attributes.values()].filter(
      (one) => one.column !== null && one.type !== "blind",
    );
    const names = sortable.map(({ name }) => name);
    if (type === "Person") names.push("household.poverty_score");
    if (type === "Enrolment") names.push("member.name.surname", "member.household.region");
    const keys = fc.array(
      fc.record({ attribute: fc.constantFrom(...names), descending: fc.boolean() }),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(keys, async (sort) => {
        const found = await findMatching(at.store, { ...asked(type, everybody), sort }, 1000);
        const inOrder = [...found].sort((a, b) => compared(sort, a, b));
        expect(found).toEqual(inOrder);
        const page = await findMatching(at.store, { ...asked(type, everybody), sort }, 7);
        expect(page).toEqual(found.slice(0, 7));
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

function compared(sort: readonly SortKey[], a: string, b: string): number {
  for (const { attribute, descending } of sort) {
    const [left, right] = [valueFor(a, attribute), valueFor(b, attribute)];
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
      continue;
    }
    const difference =
      typeof left === "string" && typeof right === "string"
        ? compareText(left, right)
        : Number(left) - Number(right);
    if (difference !== 0) return descending ? -difference : difference;
  }
  return a < b ? -1 : 1;
}

function valueFor(id: string, attribute: string): Json {
  const one = held.get(id);
  if (!one) throw new Error(id);
  const person = one.subject ? held.get(one.subject) : undefined;
  const home = held.get(person?.household ?? one.household ?? "");
  const beside = { household: home?.state ?? null, person: person?.state ?? null };
  return recordSubject(one.type, one.state, today, beside).value(attribute) ?? null;
}

it.each([
  ["revoked", { status: "revoked" }],
  ["for another purpose", { purposes: ["verification"] }],
  ["without the record type", { records: {} }],
  ["that ended yesterday", { valid_until: "2026-11-22" }],
  ["whose people cannot be asked", { people: { attribute: "shoe", is: "ne", value: 1 } }],
] as const)("an agreement %s answers nothing", async (_, change) => {
  const coverage: Coverage = {
    agreement: agreement(change as unknown as Partial<Agreement>),
    purpose: "work_support",
    partner: other,
  };
  for (const type of askedTypes) {
    expect(await findMatching(at.store, asked(type, everybody, coverage), 10)).toEqual([]);
    expect(await countMatching(at.store, asked(type, everybody, coverage))).toBe(0);
  }
});
