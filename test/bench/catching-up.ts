/**
 * A partner that was away comes back with a backlog, while another one is kept in step under a steady
 * load: how fast the one catches up, and how much later the other hears of each change. The one that
 * was away is a door of ours that reads and acknowledges.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { generateSigningKey, jwks } from "../../wire/keys.ts";
import { standingEvent } from "../../delivery/standing-event.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import type { Store } from "../../store/database.ts";
import { putSubscription } from "../../store/feed.ts";
import { endPartner, putAgreement, putPartner } from "../../store/partners.ts";
import { writeBacklog } from "./drain.ts";
import { until, type RealSystem } from "./real-system.ts";
import { feedInStep, measureDelays, type Delays } from "./steady.ts";

const away = "away.bench";
const caught_up_ms_max = 120_000;

export interface CatchingUp {
  changes: number;
  per_second: number;
  alone: Delays;
  beside: Delays;
}

export async function measureCatchingUp(
  real: RealSystem,
  sp: Store,
  people: readonly string[],
  given: { changes: number; per_second: number; seconds: number },
): Promise<CatchingUp> {
  const door = await openDoor();
  try {
    const { port } = door.address() as AddressInfo;
    const code = await introduce(sp, `http://127.0.0.1:${port}`);
    await feedInStep(sp, code);
    await setAway(sp, code, true);
    await writeBacklog(sp, people, given.changes);
    await feedInStep(sp);
    const alone = await measureDelays(real, sp, people, given);
    const [before] = await sp.query<{ counter: string }>(counterOf, [sp.system.id, code]);
    const began = performance.now();
    await setAway(sp, code, false);
    let took_ms = 0;
    const caughtUp = until("the partner to catch up", caught_up_ms_max, async () => {
      took_ms = performance.now() - began;
      const [row] = await sp.query<{ counter: string }>(counterOf, [sp.system.id, code]);
      return Number(row?.counter) - Number(before?.counter) >= given.changes;
    });
    const [beside] = await Promise.all([measureDelays(real, sp, people, given), caughtUp]);
    await endPartner(sp, away);
    await sp.query(ended, [sp.system.id, code]);
    return { changes: given.changes, per_second: (given.changes * 1_000) / took_ms, alone, beside };
  } finally {
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  }
}

/** Reads every message to its end and says that it has it. */
async function openDoor(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      const message = {
        ack_status: "ACK",
        timestamp: new Date().toISOString(),
        correlation_id: "c-1",
      };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ message }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function introduce(sp: Store, url: string): Promise<string> {
  await putPartner(sp, {
    id: away,
    kind: "ess",
    title: away,
    profile: "tandem",
    origin: url,
    base_url: url,
    jwks: JSON.stringify(jwks([generateSigningKey()])),
    jwks_url: `${url}/.well-known/jwks.json`,
    token_hash: away,
    token_out: sp.sealer.seal("sensitive", "bench"),
  });
  const nowIso = new Date(sp.clock.nowMs()).toISOString();
  await putAgreement(sp, demoAgreement(sp.system.id, away, "sp", nowIso), away);
  const { code } = await putSubscription(sp, {
    code: `SUB-${away}`,
    partner: away,
    event_type: standingEvent,
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: url,
    transaction_id: `standing-${away}`,
    reference_id: "1",
    starts_at: null,
    ends_at: null,
  });
  sp.committed();
  return code;
}

async function setAway(sp: Store, code: string, isAway: boolean): Promise<void> {
  await sp.query(setStatus, [sp.system.id, code, isAway ? "paused" : "active"]);
}

const counterOf = {
  name: "bench-counter",
  text: `select counter from subscriptions where system = $1 and code = $2`,
};
const setStatus = {
  name: "bench-set-away",
  text: `update subscriptions set status = $3, next_attempt_at = null,
      paused_by = case when $3 = 'paused' then 'bench' else '' end
    where system = $1 and code = $2`,
};
const ended = {
  name: "bench-ended",
  text: `update subscriptions set status = 'ended' where system = $1 and code = $2`,
};
