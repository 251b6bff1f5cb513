/** A village of the demo country, for tests that only need some people: they start in seconds. */
import { uuidv7 } from "uuidv7";
import type { Systems } from "../domain/authority.ts";
import { ensureKeys, ownKeysOf, publishedKeys } from "../main/keys.ts";
import type { NodeSettings, SystemSettings } from "../main/node-settings.ts";
import { writeChanges } from "../store/append.ts";
import { openStore } from "../store/database.ts";
import { createSealer } from "../store/sealing.ts";
import { marovia, type Country } from "../tools/demo/country.ts";
import { openDiary } from "../tools/demo/diary.ts";
import { introduceWorks } from "../tools/demo/introduce-works.ts";
import { introduce, type Side } from "../tools/demo/introduce.ts";
import { listDirectory } from "../tools/demo/directory.ts";
import { liveEmploymentSupport } from "../tools/demo/life-ess.ts";
import { keepTemplates } from "../tools/demo/templates.ts";
import { liveSocialProtection } from "../tools/demo/life-sp.ts";

const named_households = 7;
const strangers = 6;

/** Fills both systems with the village and makes them partners of each other. */
export async function seedVillage(nodes: readonly NodeSettings[]): Promise<void> {
  const nowIso = new Date().toISOString();
  const country = village(nowIso.slice(0, 10));
  const sides: Side[] = [];
  try {
    for (const node of nodes) {
      for (const system of node.systems) sides.push(await openSide(node, system));
    }
    const systems: Systems = new Map(
      sides.map(({ store }) => [store.system.id, store.system.kind]),
    );
    await Promise.all(sides.map((side) => fill(side, country, systems)));
    const [sp, ess] = sides;
    if (!sp || !ess) throw new RangeError("two systems are needed");
    await introduce(sp, ess, nowIso);
    const works = nodes.find((node) => node.works)?.works;
    if (works) await introduceWorks(sp.store, sp.baseUrl, sp.registryPath, works, nowIso);
  } finally {
    await Promise.all(sides.map(({ store }) => store.close()));
  }
}

/** The households the guides name, and those whose people make employment support ask "Same person?". */
function village(today: string): Country {
  const { households, jobseekers } = marovia(today);
  const asked = jobseekers.filter(({ known_as }) => ["contradicting", "alike"].includes(known_as));
  const names = new Set(asked.map(({ name }) => JSON.stringify(name)));
  const theirs = households.filter(({ members }) =>
    members.some(({ name }) => names.has(JSON.stringify(name))),
  );
  const alone = jobseekers.filter(({ known_as }) => known_as === "only_here");
  return {
    today,
    households: [...new Set([...households.slice(0, named_households), ...theirs])],
    jobseekers: [...asked, ...alone.slice(0, strangers)],
  };
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

async function fill({ store }: Side, country: Country, systems: Systems): Promise<void> {
  const { id, kind } = store.system;
  const diary = openDiary({ self: { id, kind }, systems, today: country.today, newId: uuidv7 });
  if (kind === "sp") liveSocialProtection(diary, country);
  else liveEmploymentSupport(diary, country);
  listDirectory(diary);
  keepTemplates(diary);
  const by = { name: "", role: "system", system: id };
  await writeChanges(store, { by, deed: "demo.seed" }, diary.changes(), {});
  await store.query(
    {
      name: "village-numbers",
      text: "insert into counters (system, name, value) values ($1, 'household', 20000)",
    },
    [id],
  );
}
