import { uuidv7 } from "uuidv7";
import type { Systems } from "../../domain/authority.ts";
import { ensureKeys, ownKeysOf, publishedKeys } from "../../main/keys.ts";
import type { NodeSettings, SystemSettings } from "../../main/node-settings.ts";
import { writeChanges } from "../../store/append.ts";
import { openStore, type Statement, type Store } from "../../store/database.ts";
import { createSealer } from "../../store/sealing.ts";
import { demoRules } from "./agreements.ts";
import { marovia, type Country } from "./country.ts";
import { openDiary } from "./diary.ts";
import { listDirectory } from "./directory.ts";
import { introduce, type Side } from "./introduce.ts";
import { introduceWorks } from "./introduce-works.ts";
import { liveEmploymentSupport } from "./life-ess.ts";
import { liveSocialProtection } from "./life-sp.ts";
import { referSome } from "./referral-stories.ts";
import { keepTemplates } from "./templates.ts";

/** Live registrations count on from here: `HH-20001`. */
const household_numbers_used = 20_000;

/**
 * Fills the hosted systems with the demo country and makes them partners. All records of a system
 * come in one statement, so a killed seeding left everything or nothing, and may be repeated.
 */
export async function seedDemo(
  nodes: readonly NodeSettings[],
  say: (line: string) => void,
): Promise<void> {
  const nowIso = new Date().toISOString();
  const country = marovia(nowIso.slice(0, 10));
  const everyone = nodes.flatMap((node) => [...node.systems, ...node.peers]);
  const systems: Systems = new Map(everyone.map(({ id, kind }) => [id, kind]));
  const opened = await Promise.allSettled(
    nodes.flatMap((node) => node.systems.map((system) => openSide(node, system))),
  );
  const sides = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  try {
    for (const one of opened) if (one.status === "rejected") throw one.reason;
    await Promise.all(sides.map(({ store }) => fill(store, country, systems, say)));
    await introduceAll(nodes, sides, nowIso, say);
    await introduceProgramme(nodes, sides, nowIso, say);
  } finally {
    await Promise.all(sides.map(({ store }) => store.close()));
  }
}

async function openSide(node: NodeSettings, system: SystemSettings): Promise<Side> {
  const keys = await ensureKeys(node.keysFile);
  const { id, kind, title, baseUrl } = system;
  const store = await openStore({
    appUrl: node.appUrl,
    system: { id, kind, title },
    sealer: createSealer(Buffer.from(keys.seal, "base64")),
    nowMs: Date.now,
    newId: uuidv7,
    connections_max: 2,
  });
  const published = JSON.stringify(publishedKeys(ownKeysOf(keys)));
  return { store, node: node.name, baseUrl, registryPath: node.registryPath, jwks: published };
}

async function fill(
  store: Store,
  country: Country,
  systems: Systems,
  say: (line: string) => void,
): Promise<void> {
  const { id, kind, title } = store.system;
  const [found] = await store.query<{ seeded: boolean; records: boolean }>(seedState, [id]);
  if (found?.seeded) return;
  if (found?.records) {
    say(`${title}: records are there already; the demo's own mark was missing and is set.`);
  } else {
    const { today } = country;
    const diary = openDiary({ self: { id, kind }, systems, today, newId: uuidv7 });
    const known =
      kind === "sp" ? liveSocialProtection(diary, country) : liveEmploymentSupport(diary, country);
    listDirectory(diary);
    keepTemplates(diary);
    const other = [...systems].find(([, one]) => one !== kind);
    if (other) referSome(diary, { id, kind }, { id: other[0], kind: other[1] }, known);
    const changes = diary.changes();
    const people = changes.filter(({ act }) => act === "person.registered").length;
    say(`${title}: ${people} people of Marovia, ${changes.length} entries of the past months`);
    const by = { name: "", role: "system", system: id };
    await writeChanges(store, { by, deed: "demo.seed" }, changes, {});
    store.committed();
  }
  await store.query(seedDone, [id, household_numbers_used]);
}

/** Everybody with the partners its node names, each pair once. */
async function introduceAll(
  nodes: readonly NodeSettings[],
  sides: readonly Side[],
  nowIso: string,
  say: (line: string) => void,
): Promise<void> {
  for (const [index, a] of sides.entries()) {
    const node = nodes.find(({ name }) => name === a.node);
    const partners = [...(node?.systems ?? []), ...(node?.peers ?? [])].map(({ id }) => id);
    for (const b of sides.slice(index + 1)) {
      if (!partners.includes(b.store.system.id)) continue;
      await introduce(a, b, nowIso, demoRules);
      say(`${a.store.system.title} and ${b.store.system.title} have an agreement`);
    }
  }
}

/** The third system of the demo, where the start has one. */
async function introduceProgramme(
  nodes: readonly NodeSettings[],
  sides: readonly Side[],
  nowIso: string,
  say: (line: string) => void,
): Promise<void> {
  const works = nodes.flatMap((node) => node.works ?? [])[0];
  const registry = sides.find(({ store }) => store.system.kind === "sp");
  if (!works || !registry) return;
  const { store, baseUrl, registryPath } = registry;
  await introduceWorks(store, baseUrl, registryPath, works, nowIso);
  say(`${store.system.title} and the public works programme have an agreement`);
}

const seedState: Statement = {
  name: "demo-seed-state",
  text: `select exists (select from counters where system = $1 and name = 'demo-seeded') as seeded,
    exists (select from records where system = $1) as records`,
};

/**
 * Lists show when a record began, which for the demo was in the past; and the mark that all is there.
 */
const seedDone: Statement = {
  name: "demo-seed-done",
  text: `with began as (
      select record_id, min(at) as first, max(at) as last from events where system = $1
      group by record_id),
    dated as (
      update records r set created_at = began.first, updated_at = began.last
      from began where r.system = $1 and r.id = began.record_id),
    listed as (
      update people p set created_at = began.first
      from began where p.system = $1 and p.id = began.record_id)
    insert into counters (system, name, value) values ($1, 'household', $2), ($1, 'demo-seeded', 1)
    on conflict (system, name) do update set value = greatest(counters.value, excluded.value)`,
};
