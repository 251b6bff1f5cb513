import { countHeld } from "../../store/reading/held-items.ts";
import { readSync, type SyncRow } from "../../store/reading/sync.ts";
import type { PartnerRow } from "../../store/reading/partners.ts";
import { SyncState } from "../api/schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, type Doors } from "./doors.ts";

/** The line at the top of every screen: in step with whom, and since when. */
export function syncRoutes(doors: Doors): void {
  const door = { url: "/sync", summary: "Are we in step with our partners?", answer: SyncState };
  get(doors, door, async ({ hosted }) => done(await syncState(hosted)));
}

export async function syncState(hosted: Hosted): Promise<SyncState> {
  const partners = await hosted.partners();
  const ids = partners.map((partner) => partner.id);
  const [rows, held] = await Promise.all([readSync(hosted.store, ids), countHeld(hosted.store)]);
  const standing = new Set(partners.filter(expectsUs).map((partner) => partner.id));
  // A plain partner that asked for nothing has nothing waiting: it is no trouble of the worker's.
  const told = rows.filter((row) => row.active || row.paused || standing.has(row.partner));
  return {
    refusing: hosted.store.soundness.faults(),
    partners: told.map((row) => ({
      partner: systemRef(hosted, row.partner),
      state: stateOf(row),
      waiting: row.waiting + row.parked,
      since: row.in_step_at?.toISOString() ?? null,
      heard_at: row.heard_at?.toISOString() ?? null,
      problem: problemOf(row),
      held: held
        .filter(({ partner }) => partner === row.partner)
        .map(({ reason, count }) => ({ reason, count })),
    })),
  };
}

/** A Tandem system always holds a standing subscription; a plain one only if it asks. */
function expectsUs({ profile }: PartnerRow): boolean {
  return profile === "tandem" || profile === "local";
}

/** What is wrong with the link; else what it refused, and that everything goes again. */
function problemOf({ problem, parked, resync }: SyncRow): string {
  if (problem !== "") return problem;
  return parked > 0 ? "parked" : resync ? "resync" : "";
}

function stateOf(row: SyncRow): SyncState["partners"][number]["state"] {
  if (!row.active) return row.paused ? "paused" : "not_connected";
  if (row.problem !== "" || row.parked > 0) return "waiting";
  return row.waiting > 0 ? "catching_up" : "in_step";
}
