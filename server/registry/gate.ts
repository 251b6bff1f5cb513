import { action } from "./checks/action.ts";
import { agreement } from "./checks/agreement.ts";
import { blanks } from "./checks/blanks.ts";
import { certificate } from "./checks/certificate.ts";
import { encryption } from "./checks/encryption.ts";
import { httpSignature } from "./checks/http-signature.ts";
import { receiver } from "./checks/receiver.ts";
import { repetition } from "./checks/repetition.ts";
import { replyAddress } from "./checks/reply-address.ts";
import { sender } from "./checks/sender.ts";
import { signature } from "./checks/signature.ts";
import { soundness } from "./checks/soundness.ts";
import { standingLink } from "./checks/standing-link.ts";
import { strictJson } from "./checks/strict-json.ts";
import { time } from "./checks/time.ts";
import { token } from "./checks/token.ts";
import { version } from "./checks/version.ts";
import type { Answered, Check, Fault, Knock, OperationRow } from "./knock.ts";

type Mode = OperationRow["mode"];
const all: readonly Mode[] = ["asks", "tells", "reads", "writes"];

/**
 * Every inbound check as one table, in the order they are made: cheap before costly, trust before
 * meaning (STANDARDS.md, The order of checks at the door). A column per kind of operation.
 */
export const gate: readonly { name: string; check: Check; on: readonly Mode[] }[] = [
  { name: "token", check: token, on: all },
  { name: "certificate", check: certificate, on: all },
  { name: "strict json", check: strictJson, on: all },
  { name: "sender", check: sender, on: all },
  { name: "signature of the request", check: httpSignature, on: all },
  { name: "signature", check: signature, on: all },
  { name: "receiver", check: receiver, on: all },
  { name: "action", check: action, on: all },
  { name: "version", check: version, on: all },
  { name: "time", check: time, on: all },
  { name: "encryption", check: encryption, on: all },
  { name: "blanks of samples", check: blanks, on: all },
  { name: "reply address", check: replyAddress, on: ["asks"] },
  { name: "repetition", check: repetition, on: ["asks", "tells", "writes"] },
  { name: "agreement", check: agreement, on: all },
  { name: "standing link", check: standingLink, on: all },
  { name: "soundness", check: soundness, on: ["asks", "tells", "writes"] },
];

/** Walks the table; the first fault or answer ends it. */
export async function pass(knock: Knock): Promise<Fault | Answered | null> {
  for (const { check, on } of gate) {
    if (!on.includes(knock.row.mode)) continue;
    const verdict = await check(knock);
    if (verdict) return verdict;
  }
  return null;
}
