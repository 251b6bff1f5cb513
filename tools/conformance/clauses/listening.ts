/** What the server takes when it is the one that is told: callbacks and notifications. */
import { ackFaults, codesIn, isTaken, refusalFaults, requireOffered } from "../answers.ts";
import type { Checking } from "../checking.ts";
import { judged, type Clause } from "../clause.ts";
import { sample } from "../messages.ts";

const callbacks = ["on-search", "on-subscribe", "on-unsubscribe", "txn/on-status"];

export const listeningClauses: readonly Clause[] = [
  ...callbacks.map((operation): Clause => ({
    id: `listen.${operation.replace("/", "-")}`,
    source: `ESS API 1.0.0 /registry/${operation}`,
    level: "must",
    system: "both",
    operation: `/${operation}`,
    title: `An ${operation} the server never asked for is acknowledged or refused with a code.`,
    run: (at) => told(at, operation),
  })),
  {
    id: "listen.notify",
    source: "ESS API 1.0.0 /registry/notify",
    level: "must",
    system: "both",
    operation: "/notify",
    title: "A notify about somebody is acknowledged, or refused with a code.",
    run: (at) => told(at, "notify"),
  },
];

async function told(at: Checking, operation: string) {
  const answer = await at.self.post(operation, sample(at, operation));
  requireOffered(operation, answer);
  if (isTaken(answer)) return judged(ackFaults(answer, ["ACK", "NACK"]));
  return judged(refusalFaults(answer, []), `Refused: ${codesIn(answer.body).join(", ")}`);
}
