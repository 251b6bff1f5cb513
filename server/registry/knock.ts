import type { Agreement } from "../../domain/agreement.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import type { Partner } from "../../store/partners.ts";
import type { Envelope } from "../../wire/envelope.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import type { OwnKeys } from "../../wire/sealing.ts";
import type { Hosted, Node } from "../hosting.ts";
import type { PartnerKeys } from "./partner-keys.ts";

/** One inbound message, and what the checks have found out about it so far. */
export interface Knock {
  door: Door;
  /** The operation's path, `sync/search`, and its row. */
  operation: string;
  row: OperationRow;
  body: Buffer;
  authorization: string;
  /** The request line and fields, for the signature of the request (RFC 9421). */
  request: { method: string; url: string; header: (name: string) => string | undefined };
  /** SHA-256, in hex, of the client certificate the request came with. */
  certificate: string | null;
  fromLoopback: boolean;
  nowMs: number;
  correlationId: string;
  partner?: Partner;
  /** The partner's key set as it counts now. */
  keySet?: string | null;
  /** The body as text, as some signatures are over the text and not over what was read from it. */
  text?: string;
  envelope?: Envelope;
  digest?: string;
  /** The key in the partner's set whose signature holds. */
  kid?: string;
  /** Under which name a repetition of the message is known. */
  receiptId?: string;
  /** The `sender_uri` that callbacks go to; empty: the standard's paths at the partner. */
  replyUri?: string;
  /** The agreement under which we may tell this partner something, and the one it tells us under. */
  toPartner?: Agreement | null;
  fromPartner?: Agreement | null;
}

/** One hosted system's DCI door. */
export interface Door {
  node: Node;
  hosted: Hosted;
  keys: OwnKeys;
  baseUrl: string;
  partnerKeys: PartnerKeys;
}

/** Why a message is turned away; `text` never holds anything of the message. */
export interface Fault {
  code: WireErrorCode;
  text?: string;
  status?: number;
}
/** An answer that ends the walk without a fault: a stored ack, or a stored answer to sign again. */
export interface Answered {
  stored: string;
}
/** An answer of the synchronous operations, to be signed (and encrypted) by the partner's terms. */
export interface Unsigned {
  header: JsonObject;
  message: JsonObject;
}

/** What a check says: nothing (walk on), a fault, or an answer. Names of files are what they refuse. */
export type Check = (knock: Knock) => Promise<Fault | Answered | null> | Fault | Answered | null;

/** One operation a partner may knock for; see operations.ts. */
export type OperationRow = {
  /** Values of `header.action` that are read; the first is the standard's. */
  actions: readonly string[];
  /** Whose agreement it needs: `out` we tell the partner, `in` the partner tells us, or one of both. */
  under: "out" | "in" | "either";
  /** Which kind of system offers it. */
  offeredBy: readonly SystemKind[];
} & (
  | {
      /** `asks`: acknowledged, a callback follows. `tells`: an event or a callback to us. */
      mode: "asks" | "tells";
      /** Takes the message in and stores `ack` as its receipt, in one transaction. */
      accept: (knock: Knock, ack: string) => Promise<Fault | null>;
    }
  | {
      /** `reads`: answered at once, changes nothing. `writes`: answered at once and at most once. */
      mode: "reads" | "writes";
      answer: (knock: Knock) => Promise<Fault | Unsigned>;
    }
);
