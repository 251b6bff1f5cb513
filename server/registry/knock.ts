import type { Agreement } from "../../domain/agreement.ts";
import type { Partner } from "../../store/partners.ts";
import type { Envelope } from "../../wire/envelope.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import type { SigningKey } from "../../wire/keys.ts";
import type { Hosted, Node } from "../hosting.ts";

/** The operations a partner may knock for, by their path under `/registry/`. */
export const operations = ["subscribe", "on-subscribe", "notify", "sync/search"] as const;
export type Operation = (typeof operations)[number];

/** One inbound message, and what the checks have found out about it so far. */
export interface Knock {
  door: Door;
  operation: Operation;
  body: Buffer;
  authorization: string;
  fromLoopback: boolean;
  nowMs: number;
  correlationId: string;
  partner?: Partner;
  envelope?: Envelope;
  digest?: string;
  /** The agreement under which we may tell this partner something, and the one it tells us under. */
  toPartner?: Agreement | null;
  fromPartner?: Agreement | null;
}

/** One hosted system's DCI door. */
export interface Door {
  node: Node;
  hosted: Hosted;
  key: SigningKey;
  baseUrl: string;
  /** Fetches a partner's published keys again; null when it cannot be had now. */
  refetchKeys: (partner: Partner) => Promise<string | null>;
}

/** Why a message is turned away; `text` never holds anything of the message. */
export interface Fault {
  code: WireErrorCode;
  text?: string;
  status?: number;
}
/** An answer that ends the walk without a fault: a stored ack. */
export interface Answered {
  stored: string;
}

/** What a check says: nothing (walk on), a fault, or an answer. Names of files are what they refuse. */
export type Check = (knock: Knock) => Promise<Fault | Answered | null> | Fault | Answered | null;
