import type { KeyObject } from "node:crypto";
import type { BlockList } from "node:net";
import type { Systems } from "../domain/authority.ts";
import type { Agreement } from "../domain/agreement.ts";
import type { ForwardedOrigin } from "../domain/forwarding.ts";
import type { Change, Refusal } from "../domain/change.ts";
import type { SystemId, SystemKind } from "../domain/records/field.ts";
import type { Worker } from "../domain/records/values.ts";
import type { Foreseen } from "../exchange/foreseen.ts";
import type { CatchUpAnswer, CatchUpAsked, WholeAnswer, WholeAsked } from "../exchange/pulls.ts";
import type { Store } from "../store/database.ts";
import { readForwardedOrigins, readPartners, type PartnerRow } from "../store/reading/partners.ts";
import type { Partner } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import type { DigestNode } from "../wire/digest-tree.ts";
import type { DigestRecord } from "../wire/messages/digest.ts";
import type { CheckpointSaid } from "../wire/messages/checkpoint.ts";
import type { SystemRef } from "./api/schemas.ts";

/** One system this node hosts, as routes get it. */
export interface Hosted {
  store: Store;
  /** Kinds of our own system, of the partners that speak for their kind, and of those whose versions they forward, by id. */
  systems: Systems;
  titles: ReadonlyMap<SystemId, { kind: SystemKind; title: string }>;
  /** The partners as they stand now; `systems` and `titles` are brought up to date with them. */
  partners: () => Promise<readonly PartnerRow[]>;
  /** A partner just seen at the door: its authority counts at once. */
  know: (partner: Pick<PartnerRow, "id" | "kind" | "title" | "terms">) => void;
  /** Systems that a partner forwards for, as its agreement lists them: their kind counts at once. */
  knowBehind: (agreement: Pick<Agreement, "origins">) => void;
}

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Answers "Same person?": links or creates, and applies the changes that were held for it. */
export type DecideMatch = (
  hosted: Hosted,
  matchId: string,
  decision: "same" | "new",
  personId: string | null,
  worker: Worker,
  note: string,
) => Promise<{ ok: true; id: string } | Refusal>;

/** The events after a counter; asking acknowledges what came up to it (delivery/catch-up.ts). */
export type CatchUp = (store: Store, code: string, asked: CatchUpAsked) => Promise<CatchUpAnswer>;

/** What a partner asks of the digest of what we share with it (`sync/digest`). */
export interface DigestAsked {
  /** The tree it asked about before; undefined: one made now. */
  snapshot: string | undefined;
  prefixes: readonly string[];
  keys: readonly string[];
  /** The records differ there, and nothing is under way: look whether it is us. */
  recheck: boolean;
  /** They differ still: send what we have of them again. */
  resend: boolean;
}
/** Nodes of the tree, and records as they stand this moment (delivery/digest-answer.ts). */
export type AnswerDigest = (
  store: Store,
  partner: Partner,
  agreements: { out: Agreement; back: Agreement },
  asked: DigestAsked,
) => Promise<{
  /** Counter of the last event the partner acknowledged. */
  head: number;
  snapshot: string | undefined;
  /** False: the tree is still being made. */
  ready: boolean;
  count: number;
  nodes: DigestNode[];
  records: DigestRecord[];
}>;
/** What two systems tell each other of their audit logs (delivery/witness.ts). */
export interface Witnessing {
  /** What we say to a partner. */
  say: (store: Store, partner: SystemId) => Promise<CheckpointSaid>;
  /** Takes in what the partner said, at this moment by its own clock. */
  take: (store: Store, partner: Partner, said: CheckpointSaid, sentIso: string) => Promise<void>;
}

/** Named moments of receiving at which a crash test ends the process; nothing in production. */
export type ReceivingFault = "before-commit" | "after-commit";
/** Records as they are now, cut by the agreement (delivery/whole-records.ts). */
export type WholeRecords = (store: Store, code: string, asked: WholeAsked) => Promise<WholeAnswer>;

/**
 * What leaves of changes that a store holds but nobody was told of (delivery/foreseeing.ts): by the
 * same plan and the same view as they leave by.
 */
export type Foresee = (store: Store, changes: readonly Change[]) => Promise<Foreseen[]>;
/** The keys of sign-offs (server/sign-offs.ts). */
export interface SignOffKeys {
  /** A statement's signature by our system's key in use. */
  sign: (statement: object) => string;
  /** The keys that count for a system: ours, or those pinned for a partner. */
  keysOf: (hosted: Hosted, system: SystemId) => Promise<ReadonlyMap<string, KeyObject>>;
}

/** This process: what it hosts and how it stands. */
export interface Node {
  hosted: ReadonlyMap<SystemKind, Hosted>;
  standing: "federated" | "integrated";
  demo: boolean;
  /** True when it listens on a loopback address only. */
  loopback: boolean;
  /** Proxies that are trusted to say who called them; none: nothing stands before this node. */
  proxies?: BlockList;
  newId: () => string;
  log: Log;
  decideMatch: DecideMatch;
  catchUp: CatchUp;
  digest: AnswerDigest;
  fault?: (point: ReceivingFault) => void;
  witness: Witnessing;
  wholeRecords: WholeRecords;
  foresee: Foresee;
  signOffs: SignOffKeys;
  /** How one of our systems asks a partner; null: there is no way to it now. */
  lineTo: LineTo;
}

/** The line by which a hosted system asks a partner: over the wire, or within this node. */
export type LineTo = (hosted: Hosted, partner: Partner) => Client | null;

const partners_fresh_ms = 2_000;

/** A hosted system whose partners are read from its own table, at most every two seconds. */
export async function createHosted(store: Store): Promise<Hosted> {
  const { id, kind, title } = store.system;
  const systems = new Map<SystemId, SystemKind>([[id, kind]]);
  const titles = new Map<SystemId, { kind: SystemKind; title: string }>([[id, { kind, title }]]);
  let known: Promise<PartnerRow[]> | null = null;
  let knownMs = 0;
  const know: Hosted["know"] = (partner) => {
    if (partner.terms.authority) systems.set(partner.id, partner.kind);
    else systems.delete(partner.id);
    titles.set(partner.id, { kind: partner.kind, title: partner.title });
  };
  const read = async () => {
    const rows = await readPartners(store);
    rows.forEach(know);
    knowBehind({ systems, titles }, await readForwardedOrigins(store));
    return rows;
  };
  const partners = () => {
    const now = performance.now();
    if (known && now - knownMs < partners_fresh_ms) return known;
    knownMs = now;
    const reading = read();
    known = reading;
    reading.catch(() => {
      if (known === reading) known = null;
    });
    return reading;
  };
  await partners();
  return {
    store,
    systems,
    titles,
    partners,
    know,
    knowBehind: ({ origins = [] }) => knowBehind({ systems, titles }, origins),
  };
}

/**
 * Systems that a partner forwards for: what they write is merged by their kind. What we know of a
 * partner itself goes before what a hub's agreement says of it.
 */
function knowBehind(
  { systems, titles }: { systems: Map<SystemId, SystemKind>; titles: Map<SystemId, Titled> },
  origins: readonly ForwardedOrigin[],
): void {
  for (const { id, kind } of origins) {
    if (titles.has(id)) continue;
    systems.set(id, kind);
    titles.set(id, { kind, title: id });
  }
}
interface Titled {
  kind: SystemKind;
  title: string;
}

/** A system as screens name it; one that is no longer a partner keeps its id as its name. */
export function systemRef(hosted: Hosted, id: SystemId): SystemRef {
  const { kind: own } = hosted.store.system;
  const known = hosted.titles.get(id);
  return { id, kind: known?.kind ?? (own === "sp" ? "ess" : "sp"), title: known?.title ?? id };
}
