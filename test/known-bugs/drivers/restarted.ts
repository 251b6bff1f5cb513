import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { newMember } from "../../../delivery/test-carry.ts";
import { editFields } from "../../../domain/editing.ts";
import { registerHousehold } from "../../../domain/registration.ts";
import { act } from "../../../store/act.ts";
import type { Store } from "../../../store/database.ts";
import { loadRecord } from "../../../store/load.ts";
import { sequenceEvents } from "../../../store/sequencer.ts";
import { openTestStore, type TestStore } from "../../../store/test-store.ts";
import type { Drive } from "../drive.ts";
import { ackedLines, readSystem, writeSystem } from "../journaling.ts";
import type { Acked } from "../../checker/journal.ts";

const step_back_ms = 50_000;

/** A system ends and starts again while its clock steps back; then the same field is written again. */
export const drive: Drive = async (folder) => {
  const test = await openTestStore();
  const acked: Acked[] = [];
  try {
    const members = [newMember()];
    const home = { number: "HH-1", locality: "Talin", region: "North", members };
    const made = await test.write((ctx) => registerHousehold(ctx, home).changes);
    const person = made.find(({ record }) => record.type === "Person")?.record.id ?? "";
    await edit(test, test.store, person, "+999 1", acked);
    const again = await test.again();
    test.clock.ms -= step_back_ms;
    await edit(test, again, person, "+999 2", acked);
    while ((await sequenceEvents(test.store)) > 0);
    const system = test.store.system.id;
    const memory = await readSystem(test.store, test.acting.systems);
    writeSystem(join(folder, system), { ...memory, acked, sent: [], received: [], agreements: [] });
    const meta = { format: 1, run: "restarted", systems: [system], healed_at: 1 };
    writeFileSync(join(folder, "meta.json"), JSON.stringify(meta));
  } finally {
    await test.close();
  }
};

async function edit(test: TestStore, store: Store, id: string, phone: string, acked: Acked[]) {
  const record = await loadRecord(store, id);
  if (!record) throw new Error("nobody there");
  const done = await act(store, test.acting, (ctx) => {
    const edited = editFields(ctx, record, [], { changes: { phone_number: phone } });
    return edited.ok ? { ok: true, changes: edited.changes, result: null } : edited;
  });
  if (!done.ok) throw new Error(done.code);
  acked.push(...ackedLines(acked.length, done.changes));
}
