/** What every clause gets to work with. */
import type { KeyObject } from "node:crypto";
import { publicKeysFromJwks } from "../../wire/keys.ts";
import { verifyAs } from "../../wire/signature.ts";
import type { Caller } from "./caller.ts";
import type { Exchange } from "./evidence.ts";
import type { Inbox, Letter } from "./inbox.ts";
import { jsonOf, memberOf, shown } from "./reading.ts";

/** What the caller of a run knows of the server and of its people. */
export interface Target {
  baseUrl: string;
  prefix: string;
  system: "ess" | "sp";
  /** A person the server knows and may tell us of. */
  identifier: { type: string; value: string } | undefined;
  recordType: string;
  eventTypes: readonly string[];
  /** An attribute every person has, for queries that find many. */
  attribute: string;
  sortAttribute: string;
  clientSecret: { id: string; secret: string } | undefined;
}

export interface Checking {
  target: Target;
  inbox: Inbox;
  self: Caller;
  /** A second partner, and one without an agreement: for what must not be told to others. */
  other: Caller | undefined;
  outsider: Caller | undefined;
  /** Makes a person's data change at the server; tells what was done. */
  trigger: (() => Promise<string>) | undefined;
  waitMs: number;
  /** How long silence must last to count as silence. */
  quietMs: number;
  note: (exchange: Exchange) => void;
  /** A step that several clauses build on, done once; its exchanges stand under each of them. */
  once: <T>(name: string, make: () => Promise<T>) => Promise<T>;
}

/** Waits for a letter to us and notes it, or that none came. */
export async function awaitLetter(
  at: Checking,
  what: string,
  fits: (letter: Letter) => boolean,
  waitMs = at.waitMs,
): Promise<Letter | undefined> {
  const letter = await at.inbox.next(fits, waitMs);
  if (letter) noteLetter(at, what, letter);
  else at.note({ at: new Date().toISOString(), what: `${what}: nothing came in ${waitMs} ms` });
  return letter;
}

export function noteLetter(at: Checking, what: string, letter: Letter): void {
  at.note({
    at: new Date(letter.at).toISOString(),
    what: `${what}: POST ${letter.path} to us`,
    got: letter.text,
  });
}

/** The keys the server publishes, asked once. */
export function serverKeys(at: Checking): Promise<ReadonlyMap<string, KeyObject>> {
  return at.once("the server's keys", async () => {
    const { body } = await at.self.fetch("/.well-known/jwks.json");
    return publicKeysFromJwks(body);
  });
}

/** Null when an envelope of the server, as it was received, is signed as it should be. */
export async function signatureFault(at: Checking, text: string): Promise<string | null> {
  const { sign, receiverId } = at.self;
  if (sign === "none") return null;
  const envelope = jsonOf(text);
  const header = memberOf(envelope, "header");
  const sender = memberOf(header, "sender_id");
  if (sender !== receiverId) return `header.sender_id is ${shown(sender)}, not ${receiverId}.`;
  const content = {
    signature: memberOf(envelope, "signature"),
    header,
    message: memberOf(envelope, "message"),
  };
  const verdict = await verifyAs(sign, content, text, {
    algorithm: "Ed25519",
    keys: await serverKeys(at),
    senderId: receiverId,
    nowSeconds: Math.floor(Date.now() / 1000),
  });
  return verdict.ok ? null : `The signature does not hold: ${verdict.reason}.`;
}
