/** Transaction status, at once and by callback (ESS API 1.0.0, API.COM.04). */
import {
  ackFaults,
  correlationOf,
  envelopeFaults,
  isTaken,
  letterFaults,
  refusalFaults,
  requireOffered,
  statusItemsIn,
} from "../answers.ts";
import type { Answer } from "../caller.ts";
import { awaitLetter, signatureFault, type Checking } from "../checking.ts";
import { Ended, judged, skipped, type Clause } from "../clause.ts";
import { txnStatus, type AttributeType } from "../messages.ts";
import { memberOf, shown } from "../reading.ts";
import { TxnAnswer } from "../shapes.ts";
import { correlates, searched } from "./asynchronous.ts";

const sync = { system: "both", operation: "/sync/txn/status" } as const;
const later = { system: "both", operation: "/txn/status" } as const;
const source = "ESS API 1.0.0 /registry/sync/txn/status, TxnStatusResponse";
const laterSource = "ESS API 1.0.0 /registry/txn/status, /registry/txn/on-status";

export const statusClauses: readonly Clause[] = [
  bySync("status.by_transaction", "transaction_id"),
  bySync("status.by_reference", "reference_id_list"),
  bySync("status.by_correlation", "correlation_id"),
  {
    ...sync,
    id: "status.signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "The status is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      return judged([await signatureFault(at, (await askStatus(at, "transaction_id")).text)]);
    },
  },
  {
    ...sync,
    id: "status.unknown",
    source,
    level: "must",
    title: "A transaction nobody began is refused, or told of as having nothing.",
    run: async (at) => {
      const answer = await at.self.post(
        "sync/txn/status",
        txnStatus("transaction_id", `none-${Date.now()}`),
      );
      requireOffered("sync/txn/status", answer);
      if (!isTaken(answer)) return judged(refusalFaults(answer, []));
      const told = statusItemsIn(answer.body).filter((item) => memberOf(item, "status") !== "rjct");
      return judged([told.length > 0 && `The answer tells of ${told.length} items.`]);
    },
  },
  {
    ...sync,
    id: "status.attribute_type",
    source: `${source}, attribute_type`,
    level: "must",
    title: "A status asked by an attribute that does not exist is refused.",
    run: async (at) => {
      const asked = txnStatus("phase_of_moon" as AttributeType, "x");
      const answer = await at.self.post("sync/txn/status", asked);
      requireOffered("sync/txn/status", answer);
      return judged(refusalFaults(answer, []));
    },
  },
  {
    ...later,
    id: "status.later_ack",
    source: `${laterSource}, Ack`,
    level: "must",
    title: "The asynchronous status is acknowledged.",
    run: async (at) => judged(ackFaults((await askedLater(at)).answer)),
  },
  {
    ...later,
    id: "status.later_callback",
    source: laterSource,
    level: "must",
    title: "A txn/on-status follows, of the standard's shape, under the ack's correlation_id.",
    run: async (at) => {
      const { answer, callback } = await askedLater(at);
      if (!callback) return judged(["No txn-on-status came."]);
      return judged([
        ...letterFaults(callback.envelope, answer.sent.header, "txn-on-status", TxnAnswer),
        !JSON.stringify(callback.envelope).includes(await reference(at)) &&
          "It does not tell of the transaction asked about.",
      ]);
    },
  },
  {
    ...later,
    id: "status.later_signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "The txn/on-status is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      const { callback } = await askedLater(at);
      if (!callback) return skipped("No txn-on-status came; see status.later_callback.");
      return judged([await signatureFault(at, callback.text)]);
    },
  },
];

function bySync(id: string, attribute: AttributeType): Clause {
  return {
    ...sync,
    id,
    source,
    level: "must",
    title: `A search is found again by its ${attribute}, with its items.`,
    run: async (at) => {
      const answer = await askStatus(at, attribute);
      const type = memberOf(answer.body, "message", "txnstatus_response", "txn_type");
      return judged([
        ...envelopeFaults(answer, "txn-on-status", TxnAnswer),
        type !== "search" && `txn_type is ${shown(type)}.`,
        !answer.text.includes(await reference(at)) && "The question's reference_id is not in it.",
      ]);
    },
  };
}

/** Asks for the status of our asynchronous search. */
async function askStatus(at: Checking, attribute: AttributeType): Promise<Answer> {
  const value = await valueOf(at, attribute);
  return at.once(`the status by ${attribute}`, async () => {
    const answer = await at.self.post("sync/txn/status", txnStatus(attribute, value));
    requireOffered("sync/txn/status", answer);
    return answer;
  });
}

async function valueOf(at: Checking, attribute: AttributeType): Promise<string | string[]> {
  const { answer } = await searched(at);
  if (attribute === "reference_id_list") return [await reference(at)];
  if (attribute === "transaction_id") {
    return String(memberOf(answer.sent.message, "transaction_id"));
  }
  const correlation = correlationOf(answer);
  if (correlation === "") throw new Ended(skipped("The search's ack had no correlation_id."));
  return correlation;
}

async function reference(at: Checking): Promise<string> {
  return String((await searched(at)).asked[0]?.["reference_id"]);
}

function askedLater(at: Checking) {
  return at.once("the status, later", async () => {
    const value = await valueOf(at, "transaction_id");
    const answer = await at.self.post("txn/status", txnStatus("transaction_id", value));
    requireOffered("txn/status", answer);
    const correlation = correlationOf(answer);
    const callback = await awaitLetter(at, "txn-on-status", (one) => correlates(one, correlation));
    return { answer, callback };
  });
}
