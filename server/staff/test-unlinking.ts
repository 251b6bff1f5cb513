import { undoLink } from "../../domain/unlinking.ts";
import { aboutTypes } from "../../domain/records/tables.ts";
import { recordAt } from "../../delivery/test-carry.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadLinks } from "../../store/load.ts";
import { homesIn, readRecordLog } from "../../store/unlinked.ts";
import { isUndoable } from "./unlinking.ts";
import type { TestRegistry, TestSystem } from "../registry/test-registry.ts";

/** A person undoes the link of a record with a partner's; gives the partner's own record. */
export async function undo(
  at: TestRegistry,
  system: TestSystem,
  id: string,
  partner: string,
): Promise<string> {
  at.clock.ms += 1_000;
  const { store } = system;
  const by = { name: "Marc Dubois", role: "supervisor", system: store.system.id };
  const systems = new Map([
    ["sp.demo", "sp"],
    ["ess.demo", "ess"],
  ] as const);
  const acting = { by, deed: "link.undo", systems, newId: () => crypto.randomUUID() };
  const done = await act(store, acting, async (ctx) => {
    const record = await recordAt(system, id);
    const link = (await loadLinks(store, [id])).find(
      (one) => one.partner === partner && isUndoable(one),
    );
    if (!link) throw new Error("no link");
    const log = await readRecordLog(store, record);
    const about = await loadAbout(store, [id], aboutTypes);
    const homes = await homesIn(store, log);
    const undone = undoLink(ctx, { record, log, about, homes }, link, "two people");
    if (!undone.ok) return undone;
    const { key } = link;
    const unlinked = { partner, key, from: id, apart: undone.apart, evidence: "x", by_whom: "m" };
    return { ok: true, changes: undone.changes, also: { unlinked }, result: undone.apart };
  });
  if (!done.ok) throw new Error(done.code);
  return done.result;
}
