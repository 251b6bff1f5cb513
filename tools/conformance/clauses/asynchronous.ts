/** `search` and its callback (ESS API 1.0.0, API.COM.01 ASY). */
import {
  ackFaults,
  correlationOf,
  itemsIn,
  letterFaults,
  refusalFaults,
  requireOffered,
} from "../answers.ts";
import type { Answer, JsonObject } from "../caller.ts";
import { awaitLetter, signatureFault, type Checking } from "../checking.ts";
import { Ended, judged, skipped, type Clause } from "../clause.ts";
import type { Letter } from "../inbox.ts";
import { byIdentifier, question, search, unknownPerson, wide } from "../messages.ts";
import { memberOf, recordsIn, shown, textOf } from "../reading.ts";
import { SearchAnswer } from "../shapes.ts";
import { ask } from "./search.ts";

const where = { system: "both", operation: "/search" } as const;
const source = "ESS API 1.0.0 /registry/search, /registry/on-search";

/** A search that was sent and its first callback. */
export interface Searched {
  answer: Answer;
  asked: JsonObject[];
  callback: Letter | undefined;
}

export const asynchronousClauses: readonly Clause[] = [
  {
    ...where,
    id: "async.ack",
    source: `${source}, Ack`,
    level: "must",
    title: "A search is acknowledged with ack_status, a time with zone and a correlation_id.",
    run: async (at) => judged(ackFaults((await searched(at)).answer)),
  },
  {
    ...where,
    id: "async.callback",
    source: `${source}, sender_uri`,
    level: "must",
    title: "After the ACK an on-search comes to the sender_uri as it was given.",
    run: async (at) => {
      const { answer, callback } = await searched(at);
      if (!callback) return judged(["No on-search came."]);
      const wanted = new URL(String(answer.sent.header["sender_uri"])).pathname;
      return judged([callback.path !== wanted && `It came to ${callback.path}, not ${wanted}.`]);
    },
  },
  {
    ...where,
    id: "async.correlation",
    source: `${source}, correlation_id, transaction_id, reference_id`,
    level: "must",
    title:
      "The callback has the ack's correlation_id, the request's transaction_id and reference_id.",
    run: async (at) => {
      const { answer, asked, callback } = await came(at);
      const message = memberOf(callback.envelope, "message");
      const reference = memberOf(itemsIn(callback.envelope)[0], "reference_id");
      return judged([
        memberOf(message, "correlation_id") !== correlationOf(answer) &&
          `correlation_id is ${shown(memberOf(message, "correlation_id"))}; the ack said ${shown(correlationOf(answer))}.`,
        memberOf(message, "transaction_id") !== memberOf(answer.sent.message, "transaction_id") &&
          "transaction_id is not the request's.",
        reference !== asked[0]?.["reference_id"] && `reference_id is ${shown(reference)}.`,
      ]);
    },
  },
  {
    ...where,
    id: "async.shape",
    source: `${source}, SearchResponse, MsgCallbackHeader`,
    level: "must",
    title: "The callback has the standard's shape.",
    run: async (at) => {
      const { answer, callback } = await came(at);
      return judged(letterFaults(callback.envelope, answer.sent.header, "on-search", SearchAnswer));
    },
  },
  {
    ...where,
    id: "async.signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "The callback is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      return judged([await signatureFault(at, (await came(at)).callback.text)]);
    },
  },
  {
    ...where,
    id: "async.bearer",
    source: "ESS API 1.0.0, Authorization at callbacks",
    level: "should",
    title: "The callback shows a bearer token.",
    run: async (at) => {
      const { authorization } = (await came(at)).callback;
      return judged([!/^Bearer \S+$/i.test(authorization) && "It shows none."]);
    },
  },
  {
    ...where,
    id: "async.same_as_sync",
    source,
    level: "must",
    title: "The callback tells the same as the synchronous answer: nobody for nobody.",
    run: async (at) => {
      const items = itemsIn((await came(at)).callback.envelope);
      const records = items.flatMap((item) => recordsIn(memberOf(item, "data")));
      return judged([records.length > 0 && `${records.length} records were given.`]);
    },
  },
  {
    ...where,
    id: "async.many",
    source: `${source}, several responses per request`,
    level: "must",
    title: "A search that finds more than a page is answered with as many as the count says.",
    run: async (at) => many(at),
  },
  {
    ...where,
    id: "async.rejected_item",
    source: `${source}, SearchStatusReasonCode`,
    level: "must",
    title: "A faulty question is acknowledged and refused in the callback with its code.",
    run: async (at) => {
      await searched(at);
      const asked = question(at, { query_type: "telepathy", query: {} });
      const answer = await at.self.post("search", search(asked));
      const correlation = correlationOf(answer);
      if (textOf(answer.body, "message", "ack_status") === "ERR") {
        return judged(refusalFaults(answer, ["rjct.search_criteria.invalid"]));
      }
      const letter = await awaitLetter(at, "on-search", (one) => correlates(one, correlation));
      const [item] = itemsIn(letter?.envelope);
      return judged([
        !letter && "No on-search came.",
        letter && memberOf(item, "status") !== "rjct" && "The item is not refused.",
        letter &&
          memberOf(item, "status_reason_code") !== "rjct.search_criteria.invalid" &&
          `The reason is ${shown(memberOf(item, "status_reason_code"))}.`,
      ]);
    },
  },
  {
    ...where,
    id: "async.again",
    source: "good practice: at least once",
    level: "should",
    title: "A callback that was answered 503 comes again, under the same message_id.",
    run: async (at) => {
      await came(at);
      const asked = question(at, byIdentifier(unknownPerson(at.target)));
      const fits = (letter: Letter) =>
        textOf(itemsIn(letter.envelope)[0], "reference_id") === asked["reference_id"];
      at.inbox.refuseOnce(fits, 503);
      await at.self.post("search", search(asked));
      const first = await awaitLetter(at, "on-search, answered 503", fits);
      if (!first) return judged(["No on-search came at all."]);
      const second = await awaitLetter(
        at,
        "on-search again",
        (one) => fits(one) && one !== first,
        at.waitMs * 2,
      );
      const idOf = (letter: Letter) => memberOf(letter.envelope, "header", "message_id");
      return judged([
        !second && "It did not come again.",
        second && idOf(second) !== idOf(first) && "It came again under another message_id.",
      ]);
    },
  },
];

export function correlates({ envelope }: Letter, correlation: string): boolean {
  return correlation !== "" && memberOf(envelope, "message", "correlation_id") === correlation;
}

/** A search for nobody and what came of it. */
export function searched(at: Checking): Promise<Searched> {
  return at.once("an asynchronous search", async () => {
    const asked = [question(at, byIdentifier(unknownPerson(at.target)))];
    const answer = await at.self.post("search", search(...asked));
    requireOffered("search", answer);
    const reference = asked[0]?.["reference_id"];
    const transaction = memberOf(answer.sent.message, "transaction_id");
    const callback = await awaitLetter(at, "on-search", (letter) => {
      const message = memberOf(letter.envelope, "message");
      return (
        correlates(letter, correlationOf(answer)) ||
        memberOf(message, "transaction_id") === transaction ||
        memberOf(itemsIn(letter.envelope)[0], "reference_id") === reference
      );
    });
    return { answer, asked, callback };
  });
}

async function came(at: Checking): Promise<Searched & { callback: Letter }> {
  const one = await searched(at);
  if (!one.callback) throw new Ended(skipped("No on-search came; see async.callback."));
  return { ...one, callback: one.callback };
}

/** Counts what several callbacks bring, against the count of the synchronous answer. */
async function many(at: Checking) {
  await came(at);
  const pagination = { page_size: 3, page_number: 1 };
  const sync = await ask(at, search(question(at, wide(at, { pagination }))));
  const total = memberOf(itemsIn(sync.body)[0], "pagination", "total_count");
  if (typeof total !== "number" || total === 0) return skipped("The server tells of nobody.");
  const size = Math.max(1, Math.ceil(total / 3));
  const asked = question(at, wide(at, { pagination: { page_size: size, page_number: 1 } }));
  const answer = await at.self.post("search", search(asked));
  const correlation = correlationOf(answer);
  const seen = new Set<Letter>();
  let records = 0;
  while (records < total) {
    const letter = await awaitLetter(
      at,
      `on-search ${seen.size + 1}`,
      (one) => !seen.has(one) && correlates(one, correlation),
      seen.size === 0 ? at.waitMs : at.quietMs,
    );
    if (!letter) break;
    seen.add(letter);
    records += itemsIn(letter.envelope).flatMap((item) => recordsIn(memberOf(item, "data"))).length;
  }
  const counts = [...seen].map((letter) =>
    memberOf(itemsIn(letter.envelope)[0], "pagination", "total_count"),
  );
  if (seen.size === 1 && records === Math.min(size, total)) {
    return judged([counts[0] !== total && `total_count is ${shown(counts[0])}.`], "One page only.");
  }
  return judged([
    seen.size === 0 && "No on-search came.",
    records !== total && `${seen.size} callbacks brought ${records} of ${total} records.`,
    counts.some((count) => count !== total) &&
      `total_count is ${shown(counts)}; sync says ${total}.`,
  ]);
}
