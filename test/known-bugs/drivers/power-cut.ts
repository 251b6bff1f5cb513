import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { newMember } from "../../../delivery/test-carry.ts";
import { registerHousehold } from "../../../domain/registration.ts";
import type { SystemKind } from "../../../domain/records/field.ts";
import { startPostgres } from "../../../main/postgres/server.ts";
import { act } from "../../../store/act.ts";
import { openStore } from "../../../store/database.ts";
import { migrate } from "../../../store/migrate.ts";
import { createSealer } from "../../../store/sealing.ts";
import { sequenceEvents } from "../../../store/sequencer.ts";
import type { Acked } from "../../checker/journal.ts";
import type { Drive } from "../drive.ts";
import { ackedLines, readSystem, writeSystem } from "../journaling.ts";

const registrations = 30;
const system = { id: "sp.demo", kind: "sp" as SystemKind, title: "sp.demo" };
const systems = new Map([[system.id, system.kind]]);

/** Every process of PostgreSQL dies at once, right after the last acknowledgement. */
export const drive: Drive = async (folder) => {
  const place = mkdtempSync(join(tmpdir(), "tandem-power-cut-"));
  chmodSync(place, 0o711);
  const sealer = createSealer(randomBytes(32));
  const open = (appUrl: string) =>
    openStore({
      appUrl,
      system,
      sealer,
      nowMs: Date.now,
      newId: uuidv7,
      onIdleError: () => undefined,
    });
  const acked: Acked[] = [];
  try {
    const first = await startPostgres({ dir: place, fsync: true });
    const urls = await first.database("cut");
    await migrate(urls.ownerUrl);
    const store = await open(urls.appUrl);
    const by = { name: "", role: "case_manager", system: system.id };
    for (let at = 1; at <= registrations; at += 1) {
      const home = {
        number: `HH-${at}`,
        locality: "Talin",
        region: "North",
        members: [newMember()],
      };
      const done = await act(store, { by, deed: "test", systems, newId: uuidv7 }, (ctx) => ({
        ok: true,
        changes: registerHousehold(ctx, home).changes,
        result: null,
      }));
      if (!done.ok) throw new Error(done.code);
      acked.push(...ackedLines(at, done.changes));
    }
    first.kill9();
    await first.exited;
    await store.close();
    const second = await startPostgres({ dir: first.dir, fsync: true });
    const after = await open((await second.database("cut")).appUrl);
    while ((await sequenceEvents(after)) > 0);
    const memory = await readSystem(after, systems);
    await after.close();
    await second.stop();
    if (second.dir !== place) rmSync(second.dir, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const nothing = { sent: [], received: [], agreements: [] };
    writeSystem(join(folder, system.id), { ...memory, acked, ...nothing });
    const meta = { format: 1, run: "power cut", systems: [system.id], healed_at: 1 };
    writeFileSync(join(folder, "meta.json"), JSON.stringify(meta));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
};
