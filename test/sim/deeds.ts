/** What workers of both kinds of office do, by the dice; each answer they get is noted. */
import {
  answerOffer,
  changeEmployment,
  changeEnrolment,
  decideProposal,
  openEnrolment,
  recordService,
} from "../../domain/case-work.ts";
import type { Change, Deciding, Refusal } from "../../domain/change.ts";
import { editFields } from "../../domain/editing.ts";
import type { Json } from "../../domain/json.ts";
import { registerHousehold } from "../../domain/registration.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { act } from "../../store/act.ts";
import { isStale } from "../../store/append.ts";
import { isOutage } from "../../store/database.ts";
import { loadForEdit, loadOfType, loadRecord } from "../../store/load.ts";
import type { Dice } from "./dice.ts";
import { canary } from "./observed.ts";
import type { Process, System } from "./system.ts";
import { sexesOf, type World } from "./world.ts";

type Decided = { ok: true; changes: Change[] } | Refusal;
type Decide = (ctx: Deciding) => Promise<Decided> | Decided;
type Deed = (at: Desk) => Promise<void>;

/** Where a worker sits: a system's process, and dice. */
interface Desk {
  world: World;
  system: System;
  process: Process;
  dice: Dice;
}

const records_max = 60;
const today = "2026-11-20";

/** One thing a worker of this system does now, if it is up. */
export function work(world: World, system: System, dice: Dice): void {
  const { process } = system;
  if (!process) return;
  const [name, deed] = dice.one(system.kind === "sp" ? spDeeds : essDeeds);
  world.scheduler.begin(process.life, name, async () => {
    try {
      await deed({ world, system, process, dice });
    } catch (error) {
      if (!isOutage(error) && !isStale(error)) throw error;
      world.count("unanswered");
    }
  });
}

async function done({ world, system, process }: Desk, decide: Decide): Promise<void> {
  const by = { name: "Leila Haddad", role: "case_manager", system: system.id };
  const { systems } = process.hosted;
  const newId = process.door.node.newId;
  const answer = await act(process.store, { by, deed: "sim", systems, newId }, async (ctx) => {
    const decided = await decide(ctx);
    if (!decided.ok) return decided;
    world.observed.decides(system, decided.changes);
    return { ok: true, changes: decided.changes, result: null };
  });
  if (!answer.ok) return world.count(`refused ${answer.code}`);
  world.observed.acknowledges(system, answer.changes);
}

async function one(at: Desk, type: RecordType): Promise<string | null> {
  const list = await loadOfType(at.process.store, type, records_max);
  return list.length === 0 ? null : at.dice.one(list).id;
}

async function edit(at: Desk, changes: Record<string, Json>): Promise<void> {
  const id = await one(at, "Person");
  if (id === null) return;
  await done(at, async (ctx) => {
    const found = await loadForEdit(at.process.store, id);
    if (!found) return { ok: true, changes: [] };
    return editFields(ctx, found.record, found.partners, { changes, reason: "sim" });
  });
}

async function onRecord(
  at: Desk,
  type: RecordType,
  decide: (ctx: Deciding, record: StoredRecord) => Promise<Decided> | Decided,
): Promise<void> {
  const id = await one(at, type);
  if (id === null) return;
  await done(at, async (ctx) => {
    const record = await loadRecord(at.process.store, id);
    return record ? decide(ctx, record) : { ok: true, changes: [] };
  });
}

const fresh = ({ dice }: Desk) => dice.below(2 ** 32).toString(36);

const register: Deed = async (at) => {
  const member = (nth: number) => ({
    name: { given_name: `G ${fresh(at)}`, surname: `S ${fresh(at)}` },
    sex: at.dice.one(sexesOf),
    birth_date: "1990-04-17",
    relationship: nth === 0 ? "head" : "spouse",
    main_contact: nth === 0,
    identifiers: [{ identifier_type: "UIN", identifier_value: `U-${fresh(at)}-${fresh(at)}` }],
    in_full_time_education: false,
  });
  const members = at.dice.chance(0.5) ? [member(0)] : [member(0), member(1)];
  const household = { number: `HH-${fresh(at)}`, locality: "Talin", region: "North", members };
  await done(at, (ctx) => ({ ok: true, changes: registerHousehold(ctx, household).changes }));
};
const share: Deed = (at) =>
  edit(at, { [at.dice.one(["phone_number", "care_hours"])]: `+999 ${fresh(at)}` });
const several: Deed = (at) =>
  edit(at, { phone_number: `+998 ${fresh(at)}`, education_level: `e ${fresh(at)}`, notes: canary });
const local: Deed = (at) => edit(at, { notes: `${canary} ${fresh(at)}` });
const rename: Deed = (at) => edit(at, { name: { given_name: `N ${fresh(at)}`, surname: "T" } });
const occupy: Deed = (at) => edit(at, { occupation: `o ${fresh(at)}` });
const speak: Deed = (at) =>
  edit(at, { languages: at.dice.one([[], ["ara"], ["ara", "eng"], ["fra"]]) });
const die: Deed = (at) =>
  edit(at, { vital_status: at.dice.one(["reported", "reported", "confirmed", "alive"]) });

const answer: Deed = (at) =>
  onRecord(at, "Person", (ctx, person) => {
    const said = at.dice.one(["accepted", "said_no", "offered", "accepted"] as const);
    return answerOffer(ctx, person, said, []);
  });
const employ: Deed = async (at) => {
  const id = await one(at, "Person");
  if (id === null) return;
  const working = at.dice.chance(0.5);
  await done(at, async (ctx) => {
    const found = await loadForEdit(at.process.store, id);
    if (!found) return { ok: true, changes: [] };
    const input = working
      ? { employment_status: "employee" as const }
      : { employment_status: "not_employed" as const, unemployment_reason: "dismissed" };
    return changeEmployment(ctx, found.record, found.partners, input);
  });
};
const enrol: Deed = (at) =>
  onRecord(at, "Person", (ctx, person) => {
    const programme = { id: "cash", name: "Family Cash Transfer" };
    return openEnrolment(ctx, person, { programme, effective_date: today, reason: fresh(at) });
  });
const step: Deed = (at) =>
  onRecord(at, "Enrolment", (ctx, record) => {
    if (creatorOf(record.key) !== at.system.id) return { ok: true, changes: [] };
    const status = textOf(record.state, "status") === "active" ? "suspended" : "reinstated";
    return changeEnrolment(ctx, record, { status, reason: fresh(at), effective_date: today });
  });
const serve: Deed = (at) =>
  onRecord(at, "Person", (ctx, person) =>
    recordService(ctx, person, {
      service: "training",
      on: today,
      quantity: "1",
      outcome: "delivered",
      note: canary,
    }),
  );
const decide: Deed = (at) =>
  onRecord(at, "Proposal", async (ctx, proposal) => {
    const person = proposal.subject && (await loadRecord(at.process.store, proposal.subject));
    if (!person || textOf(proposal.state, "target") !== person.key) {
      return { ok: true, changes: [] };
    }
    const decision = at.dice.chance(0.6) ? "accept" : "refuse";
    return decideProposal(ctx, proposal, person, { decision, reason: fresh(at) });
  });

const spDeeds: [string, Deed][] = [
  ["registers", register],
  ["registers", register],
  ["registers", register],
  ["shares", share],
  ["shares", share],
  ["shares several", several],
  ["renames", rename],
  ["occupies", occupy],
  ["speaks", speak],
  ["tells of a death", die],
  ["answers", answer],
  ["enrols", enrol],
  ["steps", step],
  ["decides", decide],
  ["notes", local],
];
const essDeeds: [string, Deed][] = [
  ["shares", share],
  ["shares", share],
  ["shares several", several],
  ["renames", rename],
  ["occupies", occupy],
  ["speaks", speak],
  ["employs", employ],
  ["serves", serve],
  ["serves", serve],
  ["decides", decide],
  ["notes", local],
];
