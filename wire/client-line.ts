/** The line to one partner: writes, signs, posts, and judges what comes back. Knows no operation by name. */
import { randomUUID } from "node:crypto";
import { operationUrl } from "./addresses.ts";
import { judge, type Answer, type Asked } from "./client-answers.ts";
import { signWith, verifyBy, type KeySource, type Signer, type Verifier } from "./client-trust.ts";
import {
  parseEnvelope,
  protocol_version,
  type MsgCallbackHeader,
  type MsgHeader,
} from "./envelope.ts";
import type { SigningKey } from "./keys.ts";
import { describedOperations } from "./openapi-operations.ts";
import { postEnvelope, postForEnvelope, type PostFailure } from "./posting.ts";
import type { Reading } from "./reading.ts";
import { parseStrictJson } from "./strict-json.ts";
import { givenToken, type TokenOutcome, type TokenSource } from "./token-source.ts";

/** Who asks whom, and by what means. */
export type ClientOptions = {
  /** The partner's base URL, and the path its operations stand under (`/registry`). */
  baseUrl: string;
  registryPath?: string;
  senderId: string;
  receiverId: string;
  /** Our key for the standard profile, or another way to sign. */
  signer: SigningKey | Signer;
  /** The partner's keys for the standard profile, or another way to judge. */
  verify: KeySource | Verifier;
  /** A bearer token, or where one comes from. */
  token?: string | TokenSource;
  /** Where our own operations stand; callbacks go to `<senderUri>/on-search` and so on. */
  senderUri?: string;
  fetch?: typeof globalThis.fetch;
  nowMs?: () => number;
  newId?: () => string;
  timeoutMs?: number;
};

/** What an asynchronous message is known by, once it is accepted. */
export type Accepted = {
  kind: "accepted";
  /** The partner says that no callback will follow. */
  nack: boolean;
  messageId: string;
  transactionId: string;
  referenceIds: string[];
  /** The partner's own name for it, which its callback carries. */
  correlationId: string | undefined;
};
export type Told = Accepted | PostFailure;

/** Whatever may be chosen for one call; ids are new ones unless given (the same message again). */
export type Call = {
  transactionId?: string;
  messageId?: string;
  locale?: string;
  /** `reference_id`s of the items of a search, in their order. */
  references?: readonly string[];
};

/** See above. */
export class Line {
  readonly #options: ClientOptions;
  readonly #sign: Signer;
  readonly #verify: Verifier;
  readonly #token: TokenSource;
  readonly #fetch: typeof globalThis.fetch;
  readonly #nowMs: () => number;
  readonly newId: () => string;

  constructor(options: ClientOptions) {
    const { signer, verify, token, senderId, receiverId } = options;
    this.#options = options;
    this.#fetch = options.fetch ?? globalThis.fetch;
    this.#nowMs = options.nowMs ?? Date.now;
    this.newId = options.newId ?? randomUUID;
    this.#sign = typeof signer === "function" ? signer : signWith(signer, senderId);
    this.#verify =
      typeof verify === "function" ? verify : verifyBy(verify, receiverId, this.#fetch);
    this.#token = typeof token === "function" ? token : givenToken(token);
  }

  readonly now = (): string => new Date(this.#nowMs()).toISOString();

  token(refused?: string): Promise<TokenOutcome> {
    return this.#token(this.#nowMs(), refused);
  }

  item({ locale = "eng" }: Call) {
    return { reference_id: this.newId(), timestamp: this.now(), locale };
  }

  /** The members of the one item of a status question, which has no time. */
  unnamedTime(call: Call) {
    const { reference_id, locale } = this.item(call);
    return { reference_id, locale };
  }

  /** An asynchronous operation: acknowledged, not answered. */
  async tell(operation: string, message: object, call: Call): Promise<Told> {
    const { envelope, transactionId, messageId } = this.#write(operation, message, call);
    const outcome = await this.#send(operation, envelope, postEnvelope);
    if (outcome.kind !== "accepted") return outcome;
    const { nack, correlationId } = outcome;
    const referenceIds = referencesIn(message);
    return { kind: "accepted", nack, messageId, transactionId, referenceIds, correlationId };
  }

  /** A synchronous operation: its answer, judged. */
  async ask<M extends { transaction_id: string }>(
    operation: string,
    message: object,
    parse: (message: unknown) => Reading<M>,
    call: Call,
    references?: readonly string[],
  ): Promise<Answer<M>> {
    const { envelope, transactionId } = this.#write(operation, message, call);
    const outcome = await this.#send(operation, envelope, postForEnvelope);
    const asked = this.#asked(transactionId, parse);
    return judge(outcome, references === undefined ? asked : { ...asked, references });
  }

  /** A callback that somebody took in for us, held against what was acknowledged. */
  async take<M extends { transaction_id: string; correlation_id: string }>(
    text: string,
    parse: (message: unknown) => Reading<M>,
    { transactionId, correlationId, referenceIds }: Accepted,
  ): Promise<Answer<M>> {
    const json = parseStrictJson(text);
    const read = json.ok ? parseEnvelope(json.value) : undefined;
    if (!read?.ok) return { kind: "untrusted", reason: "callback is not an envelope" };
    const answer = await judge(
      { kind: "answer", envelope: read.value, text },
      { ...this.#asked(transactionId, parse), references: referenceIds },
    );
    const foreign =
      answer.kind === "answer" &&
      correlationId !== undefined &&
      answer.message.correlation_id !== correlationId;
    return foreign ? { kind: "untrusted", reason: "answer is of another correlation" } : answer;
  }

  #asked<M>(transactionId: string, parse: Asked<M>["parse"]): Asked<M> {
    const { receiverId, senderId } = this.#options;
    const nowMs = this.#nowMs();
    return { verify: this.#verify, receiverId, senderId, transactionId, nowMs, parse };
  }

  #write(operation: string, rest: object, call: Call) {
    const transactionId = call.transactionId ?? this.newId();
    const messageId = call.messageId ?? this.newId();
    const header = this.#header(operation, messageId, Math.max(referencesIn(rest).length, 1));
    const message = { transaction_id: transactionId, ...rest };
    return { envelope: { header, message }, transactionId, messageId };
  }

  #header(operation: string, message_id: string, total: number): MsgHeader | MsgCallbackHeader {
    const { senderId, receiverId, senderUri } = this.#options;
    const described = describedOperations.find(({ path }) => path === operation);
    const common: MsgHeader = {
      version: protocol_version,
      message_id,
      message_ts: this.now(),
      action: described?.action ?? operation,
      sender_id: senderId,
      receiver_id: receiverId,
      total_count: total,
      is_msg_encrypted: false,
      meta: {},
    };
    // Events are sent under the header of callbacks (ESS API 1.0.0, MsgCallbackHeader).
    if (common.action === "notify") return { ...common, status: "succ", completed_count: total };
    const callback = callbacks.get(operation);
    return senderUri === undefined || callback === undefined
      ? common
      : { ...common, sender_uri: `${senderUri.replace(/\/+$/, "")}/${callback}` };
  }

  /** What cannot be signed or encrypted as agreed does not leave. */
  async #seal(content: { header: unknown; message: unknown }): Promise<string | undefined> {
    try {
      return await this.#sign(content, Math.floor(this.#nowMs() / 1000));
    } catch {
      return undefined;
    }
  }

  /** Signs anew for each attempt; a token that was turned away is fetched anew, once. */
  async #send<T extends { kind: string }>(
    operation: string,
    envelope: { header: unknown; message: unknown },
    post: (how: Parameters<typeof postEnvelope>[0]) => Promise<T | PostFailure>,
  ): Promise<T | PostFailure> {
    const { baseUrl, registryPath = "/registry", timeoutMs } = this.#options;
    const url = operationUrl(baseUrl, registryPath, operation);
    let refused: string | undefined;
    for (;;) {
      const shown = await this.token(refused);
      if (shown.kind !== "token") return shown;
      const body = await this.#seal(envelope);
      if (body === undefined) return cannotSeal;
      const { token } = shown;
      const how = { url, token, body, fetch: this.#fetch };
      const outcome = await post(timeoutMs === undefined ? how : { ...how, timeoutMs });
      const again = isUnauthorized(outcome) && refused === undefined && token !== undefined;
      if (!again || typeof this.#options.token !== "function") return outcome;
      refused = token;
    }
  }
}

const cannotSeal: PostFailure = {
  kind: "trust",
  code: "err.encryption.invalid",
  reason: "The message cannot be signed or encrypted as agreed.",
};

/** Which callback answers an asynchronous operation. */
const callbacks = new Map([
  ["search", "on-search"],
  ["subscribe", "on-subscribe"],
  ["unsubscribe", "on-unsubscribe"],
  ["txn/status", "txn/on-status"],
]);

function isUnauthorized(outcome: { kind: string }): boolean {
  return (
    outcome.kind === "trust" &&
    (outcome as PostFailure & { kind: "trust" }).code === "err.request.unauthorized"
  );
}

/** The reference ids of a message's items. */
function referencesIn(message: object): string[] {
  return Object.values(message).flatMap((member: unknown) =>
    Array.isArray(member)
      ? (member as unknown[]).flatMap((item) =>
          typeof item === "object" && item !== null && "reference_id" in item
            ? [String(item.reference_id)]
            : [],
        )
      : [],
  );
}
