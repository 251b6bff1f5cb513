/** What belongs to one partner is not another's, and nothing is told without an agreement. */
import {
  codesIn,
  correlationOf,
  isTaken,
  itemsIn,
  refusalFaults,
  requireOffered,
} from "../answers.ts";
import type { Caller } from "../caller.ts";
import { awaitLetter, type Checking } from "../checking.ts";
import { Ended, judged, skipped, type Clause } from "../clause.ts";
import {
  byIdentifier,
  enrolled,
  question,
  search,
  subscribe,
  subscribeItem,
  txnStatus,
  unsubscribe,
  wide,
  type AttributeType,
} from "../messages.ts";
import { somebody } from "./search.ts";
import { listOf, memberOf, recordsIn, shown } from "../reading.ts";
import { correlates, searched } from "./asynchronous.ts";
import { ourCodes } from "../subscription-story.ts";

const both = "both" as const;
const source = "ESS API 1.0.0, Authorization; good practice: one partner's matters are its own";

export const isolationClauses: readonly Clause[] = [
  foreignStatus("isolation.status_by_correlation", "correlation_id"),
  foreignStatus("isolation.status_by_transaction", "transaction_id"),
  {
    id: "isolation.unsubscribe",
    source: `${source}; rjct.requester.invalid`,
    level: "must",
    system: both,
    operation: "/unsubscribe",
    title: "Another partner cannot end our subscription.",
    run: async (at) => {
      const other = second(at);
      const [code = ""] = await ourCodes(at);
      const answer = await other.post("unsubscribe", unsubscribe(code));
      requireOffered("unsubscribe", answer);
      const codes = ["rjct.requester.invalid", "rjct.subscription_code.invalid"];
      if (!isTaken(answer)) return judged(refusalFaults(answer, []));
      const correlation = correlationOf(answer);
      const letter = await awaitLetter(at, "on-unsubscribe", (one) => correlates(one, correlation));
      if (!letter) return judged([], "Acknowledged, and never answered.");
      const message = memberOf(letter.envelope, "message");
      const reason = memberOf(message, "status_reason_code");
      return judged([
        memberOf(message, "status") !== "rjct" && "It was told to have ended.",
        memberOf(message, "status") === "rjct" &&
          !codes.includes(String(reason)) &&
          `The reason given is ${shown(reason)}.`,
      ]);
    },
  },
  {
    id: "isolation.other_token",
    source: "ESS API 1.0.0, Error.code err.sender_id.invalid",
    level: "must",
    system: both,
    operation: "/sync/search",
    title: "One partner's message is not taken with another partner's token.",
    run: async (at) => {
      const other = second(at);
      const asked = search(question(at, wide(at)));
      const answer = await at.self.post("sync/search", asked, { token: await other.token() });
      requireOffered("sync/search", answer);
      return judged(
        refusalFaults(answer, [
          "err.sender_id.invalid",
          "err.request.unauthorized",
          "err.request.forbidden",
          "err.signature.invalid",
        ]),
      );
    },
  },
  withoutAgreement("isolation.search", "search", async (at, outsider) => {
    const criteria = byIdentifier(await somebody(at));
    const answer = await outsider.post("sync/search", search(question(at, criteria)));
    requireOffered("sync/search", answer);
    const records = itemsIn(answer.body).flatMap((item) => recordsIn(memberOf(item, "data")));
    return [answer, records.length > 0 && `${records.length} records were given.`] as const;
  }),
  withoutAgreement("isolation.enrolment", "check-enrollment", async (at, outsider) => {
    const identifier = await somebody(at);
    const answer = await outsider.post("sync/check-enrollment", enrolled(identifier));
    requireOffered("sync/check-enrollment", answer);
    const told = listOf(answer.body, "message", "enrolled_response").filter(
      (one) => memberOf(one, "status") !== "rjct",
    );
    return [answer, told.length > 0 && "An enrolment was told."] as const;
  }),
  withoutAgreement("isolation.subscribe", "subscribe", async (at, outsider) => {
    const answer = await outsider.post("subscribe", subscribe(subscribeItem(at, {})));
    requireOffered("subscribe", answer);
    const correlation = correlationOf(answer);
    const letter = isTaken(answer)
      ? await awaitLetter(at, "on-subscribe", (one) => correlates(one, correlation))
      : undefined;
    const codes = itemsIn(letter?.envelope).flatMap((item) => listOf(item, "subscriptions"));
    return [answer, codes.length > 0 && "A subscription was given."] as const;
  }),
];

function foreignStatus(id: string, attribute: AttributeType): Clause {
  return {
    id,
    source,
    level: "must",
    system: both,
    operation: "/sync/txn/status",
    title: `Another partner learns nothing of our search by its ${attribute}.`,
    run: async (at) => {
      const other = second(at);
      const { answer: ours, asked } = await searched(at);
      const value =
        attribute === "correlation_id"
          ? correlationOf(ours)
          : String(memberOf(ours.sent.message, "transaction_id"));
      if (value === "") return skipped("The search's ack had no correlation_id.");
      const answer = await other.post("sync/txn/status", txnStatus(attribute, value));
      requireOffered("sync/txn/status", answer);
      const reference = String(asked[0]?.["reference_id"]);
      return judged([
        answer.text.includes(reference) && "Our reference_id stands in the answer.",
        answer.status >= 500 && `Answered ${answer.status}.`,
      ]);
    },
  };
}

/** Nothing may be told; a refusal with a code is best, an empty answer is enough. */
function withoutAgreement(
  id: string,
  what: string,
  ask: (
    at: Checking,
    outsider: Caller,
  ) => Promise<readonly [Parameters<typeof isTaken>[0], string | false]>,
): Clause {
  return {
    id,
    source: "PRS.EMP prerequisites: legal data-sharing arrangements",
    level: "must",
    system: both,
    operation: `/${what}`,
    title: `A partner without an agreement is told nothing (${what}).`,
    run: async (at) => {
      if (!at.outsider) return skipped("No partner without an agreement is known (--outsider).");
      const [answer, fault] = await ask(at, at.outsider);
      const codes = codesIn(answer.body);
      return judged(
        [fault, answer.status >= 500 && `Answered ${answer.status}.`],
        `Answered ${answer.status}${codes.length > 0 ? `, ${codes.join(", ")}` : ""}.`,
      );
    },
  };
}

function second(at: Checking): Caller {
  if (!at.other) throw new Ended(skipped("No second partner is known (--other)."));
  return at.other;
}
