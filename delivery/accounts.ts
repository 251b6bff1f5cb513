import { probeWriting } from "../store/write-probe.ts";
import { checkpoint, checkpoint_every_ms } from "./checkpoints.ts";
import type { Dispatching } from "./dispatcher.ts";
import type { Asides } from "./pacing.ts";
import { takeBackWhatIsOwed } from "./taking-back.ts";
import { exchange_every_ms, exchangeCheckpoints } from "./witness.ts";

/** Whether we can keep what we acknowledge is tried this often, and sooner while we cannot. */
const probe_every_ms = 10_000;
const probe_again_ms = 1_000;
/** While our clock is in doubt partners are asked this often. */
const ask_again_ms = 5_000;

/**
 * What must go on whether anything is sent or not: signing the audit log, exchanging checkpoints
 * with partners (and with them the time), and trying whether the database still takes writes.
 */
export function createAccounts(deps: Dispatching): (nowMs: number, chores: Asides) => void {
  const { store, line } = deps;
  let checkpointAt = 0;
  let exchangedAt = Number.NEGATIVE_INFINITY;
  let probedAt = Number.NEGATIVE_INFINITY;
  return (now, chores) => {
    const codes = store.soundness.faults().map(({ code }) => code);
    if (now >= checkpointAt) {
      checkpointAt = now + checkpoint_every_ms;
      chores.begin("checkpoint", () => checkpoint(store, deps.outgoing.keys));
    }
    const exchangeMs = codes.includes("clock_off") ? ask_again_ms : exchange_every_ms;
    if (line && now >= exchangedAt + exchangeMs) {
      exchangedAt = now;
      chores.begin("checkpoints of partners", async () => {
        await exchangeCheckpoints(store, line);
        await takeBackWhatIsOwed(store, line, deps.newId);
      });
    }
    if (now >= probedAt + (codes.length > 0 ? probe_again_ms : probe_every_ms)) {
      probedAt = now;
      chores.begin("whether we can write", () => probeWriting(store));
    }
  };
}
