/**
 * Each Tandem system keeps the other's signed checkpoints: with two independent systems the witness
 * comes free. A log that was rewritten or rolled back does not fit the copies any more.
 */
import { randomUUID } from "node:crypto";
import { beginEpoch, isAheadOfUs } from "../store/restore.ts";
import { beginResyncs } from "../store/resync.ts";
import { clearAlarm, raiseAlarm } from "../store/alarms.ts";
import { noteAudit } from "../store/audit-notes.ts";
import { latestCheckpoint, largestWitnessed, putWitnessed } from "../store/checkpoints.ts";
import type { Store } from "../store/database.ts";
import { partnerEpoch, partnerHigh } from "../store/partner-stamps.ts";
import { listPartners, type Partner } from "../store/partners.ts";
import { judgeCheckpoint, readCheckpoint } from "../wire/checkpoint.ts";
import type { Client } from "../wire/client.ts";
import { publicKeysFromJwks } from "../wire/keys.ts";
import type { CheckpointSaid } from "../wire/messages/checkpoint.ts";

/** How often checkpoints are exchanged with each partner. */
export const exchange_every_ms = 60_000;

/** How a Tandem partner is asked; null: there is no way to it. */
export type LineTo = (partner: Partner) => Client | null;

/** Asks every Tandem partner once; one that does not answer is asked again at the next time. */
export async function exchangeCheckpoints(store: Store, lineTo: LineTo): Promise<void> {
  const partners = await listPartners(store);
  await Promise.all(
    partners
      .filter(({ profile, status }) => profile === "tandem" && status === "active")
      .map(async (partner) => {
        const answer = await lineTo(partner)?.syncCheckpoint(await witness.say(store, partner.id));
        if (answer?.kind !== "answer") return;
        const { transaction_id: _, correlation_id: __, ...said } = answer.message;
        await witness.take(store, partner, said, answer.header.message_ts);
      }),
  );
}

/** What is said and what is taken in, for both sides of an exchange. */
export const witness = {
  async say(store: Store, partner: string): Promise<CheckpointSaid> {
    const [ours, theirEpoch, high] = await Promise.all([
      latestCheckpoint(store),
      partnerEpoch(store, partner),
      partnerHigh(store, partner),
    ]);
    const kept = theirEpoch === "" ? null : await largestWitnessed(store, partner, theirEpoch);
    const { note, kid, signature } = ours ?? { note: "", kid: "", signature: "" };
    return {
      epoch: store.system.epoch,
      ...(ours ? { checkpoint: { note, kid, signature } } : {}),
      ...(kept ? { kept: { epoch: kept.epoch, size: kept.size } } : {}),
      ...(high === "" ? {} : { high }),
    };
  },

  async take(store: Store, partner: Partner, said: CheckpointSaid, sentIso: string): Promise<void> {
    store.soundness.hear(partner.id, Date.parse(sentIso));
    if (await isAheadOfUs(store, { ...said })) {
      await beginEpoch(store, "partner", randomUUID(), said.high);
    }
    const before = await partnerEpoch(store, partner.id);
    // What the partner lost of ours is sent again; what we hold by other stamps stays as it is.
    if (said.epoch && before !== "" && before !== said.epoch) {
      await beginResyncs(store, "restored", partner.id);
    }
    const isKept = said.checkpoint !== undefined && (await keep(store, partner, said.checkpoint));
    await (isKept
      ? clearAlarm(store, partner.id, "no_checkpoint")
      : raiseAlarm(store, partner.id, "no_checkpoint"));
  },
};

/**
 * Keeps a checkpoint whose signature holds, and says in our audit log, and to whoever watches the
 * links, when it contradicts an earlier one. False: it is nothing that can be kept.
 */
async function keep(
  store: Store,
  partner: Partner,
  signed: NonNullable<CheckpointSaid["checkpoint"]>,
): Promise<boolean> {
  const read = readCheckpoint(signed.note);
  const keys = publicKeysFromJwks(partner.jwks ?? "", { revoked: partner.terms.revoked_keys });
  if (read?.system !== partner.id || judgeCheckpoint(signed, keys) !== "holds") return false;
  const { epoch, size } = read;
  const largest = await largestWitnessed(store, partner.id, epoch);
  const isNew = await putWitnessed(store, partner.id, { epoch, size, ...signed });
  if (!isNew || !largest) return true;
  const before = readCheckpoint(largest.note);
  const code =
    size < largest.size
      ? "rolled_back"
      : size === largest.size && before?.root !== read.root
        ? "forked"
        : null;
  if (code) {
    await noteAudit(store, partner.id, `witness.${code}`, `${size}`);
    await raiseAlarm(store, partner.id, code);
  }
  return true;
}
