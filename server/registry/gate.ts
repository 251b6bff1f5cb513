import * as checks from "./checks.ts";
import type { Answered, Check, Fault, Knock, Operation } from "./knock.ts";

/**
 * Every inbound check as one table, in the order they are made: cheap before costly, trust before
 * meaning (STANDARDS.md, The order of checks at the door). A column per operation.
 */
const everywhere: readonly Operation[] = ["subscribe", "on-subscribe", "notify", "sync/search"];

export const gate: readonly { name: string; check: Check; on: readonly Operation[] }[] = [
  { name: "token", check: checks.token, on: everywhere },
  { name: "strict json", check: checks.strictJson, on: everywhere },
  { name: "sender", check: checks.sender, on: everywhere },
  { name: "signature", check: checks.signature, on: everywhere },
  { name: "receiver", check: checks.receiver, on: everywhere },
  { name: "action", check: checks.action, on: everywhere },
  { name: "version", check: checks.version, on: everywhere },
  { name: "time", check: checks.time, on: everywhere },
  { name: "encryption", check: checks.encryption, on: everywhere },
  { name: "reply address", check: checks.replyAddress, on: ["subscribe"] },
  { name: "repetition", check: checks.repetition, on: ["subscribe", "on-subscribe", "notify"] },
  { name: "agreement", check: checks.agreement, on: everywhere },
];

/** Walks the table; the first fault or answer ends it. */
export async function pass(knock: Knock): Promise<Fault | Answered | null> {
  for (const { check, on } of gate) {
    if (!on.includes(knock.operation)) continue;
    const verdict = await check(knock);
    if (verdict) return verdict;
  }
  return null;
}
