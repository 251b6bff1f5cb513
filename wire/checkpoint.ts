/**
 * A signed statement about an audit log: after so many entries, its Merkle root (RFC 9162) is this.
 * The text is a checkpoint after C2SP tlog-checkpoint (origin, size, root, extension lines); the
 * signature is a detached Ed25519 over its bytes, named by the key's thumbprint. No personal data.
 */
import { sign, verify, type KeyObject } from "node:crypto";
import type { SigningKey } from "./keys.ts";

/** What a checkpoint says. Hashes: `root` base64, `chain` base64url (the last entry's chain hash). */
export interface Checkpoint {
  system: string;
  size: number;
  root: string;
  epoch: string;
  chain: string;
  /** When it was signed, ISO in UTC. */
  time: string;
}

/** A checkpoint with its signature; `kid` is the RFC 7638 thumbprint of the key. */
export interface SignedCheckpoint {
  note: string;
  kid: string;
  signature: string;
}

export const checkpoint_chars_max = 600;

const shape =
  /^tandem-audit\/1 (?<system>[A-Za-z0-9._:-]{1,99})\n(?<size>0|[1-9][0-9]{0,15})\n(?<root>[A-Za-z0-9+/]{43}=)\nepoch (?<epoch>[A-Za-z0-9-]{1,64})\nchain (?<chain>[A-Za-z0-9_-]{0,43})\ntime (?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/;

/** The text of a checkpoint. */
export function checkpointNote({ system, size, root, epoch, chain, time }: Checkpoint): string {
  return `tandem-audit/1 ${system}\n${size}\n${root}\nepoch ${epoch}\nchain ${chain}\ntime ${time}\n`;
}

/** Reads a checkpoint's text; undefined when it is none. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  if (note.length > checkpoint_chars_max) return undefined;
  const parts = shape.exec(note)?.groups;
  if (!parts) return undefined;
  const { system = "", root = "", epoch = "", chain = "", time = "" } = parts;
  const size = Number(parts["size"]);
  if (!Number.isSafeInteger(size) || Number.isNaN(Date.parse(time))) return undefined;
  return { system, size, root, epoch, chain, time };
}

export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): SignedCheckpoint {
  const note = checkpointNote(checkpoint);
  const signature = sign(null, Buffer.from(note), key.privateKey).toString("base64");
  return { note, kid: key.kid, signature };
}

/** `unknown_key`: none of the keys has its name. */
export function judgeCheckpoint(
  { note, kid, signature }: SignedCheckpoint,
  keys: ReadonlyMap<string, KeyObject>,
): "holds" | "unknown_key" | "broken" {
  const key = keys.get(kid);
  if (!key) return "unknown_key";
  const holds = verify(null, Buffer.from(note), key, Buffer.from(signature, "base64"));
  return holds ? "holds" : "broken";
}
