/**
 * The life of a subscription: subscribe, on-subscribe, notify after a real event, unsubscribe,
 * silence (ESS API 1.0.0, API.COM.02 and API.COM.03). The clauses look at one story, told once.
 */
import { ackFaults, correlationOf, itemsIn, letterFaults, refusalFaults } from "../answers.ts";
import type { JsonObject } from "../caller.ts";
import { signatureFault, type Checking } from "../checking.ts";
import { Ended, judged, skipped, type Clause } from "../clause.ts";
import { subscribeItem } from "../messages.ts";
import { listOf, memberOf, recordsIn, shown } from "../reading.ts";
import { NotifyMessage, RequestHeader, SubscribeAnswer, UnsubscribeAnswer } from "../shapes.ts";
import {
  eventsIn,
  isNotify,
  notified,
  refusedCode,
  silence,
  subscribed,
  told,
  unsubscribed,
} from "../subscription-story.ts";

const subscribe = { system: "both", operation: "/subscribe" } as const;
const notify = { system: "both", operation: "/notify" } as const;
const unsubscribe = { system: "both", operation: "/unsubscribe" } as const;
const source = "ESS API 1.0.0 /registry/subscribe, /registry/on-subscribe";
const notifySource = "ESS API 1.0.0 /registry/notify, NotifyEventRequest";
const endSource = "ESS API 1.0.0 /registry/unsubscribe, /registry/on-unsubscribe";

export const subscribeClauses: readonly Clause[] = [
  {
    ...subscribe,
    id: "subscribe.ack",
    source: `${source}, Ack`,
    level: "must",
    title: "A subscription is acknowledged with ack_status, a time with zone and a correlation_id.",
    run: async (at) => judged(ackFaults((await subscribed(at)).answer)),
  },
  {
    ...subscribe,
    id: "subscribe.callback",
    source: `${source}, sender_uri, correlation_id`,
    level: "must",
    title: "An on-subscribe comes to the sender_uri, under the ack's correlation_id.",
    run: async (at) => {
      const { answer, callback } = await subscribed(at);
      if (!callback) return judged(["No on-subscribe came."]);
      const wanted = new URL(String(answer.sent.header["sender_uri"])).pathname;
      const correlation = memberOf(callback.envelope, "message", "correlation_id");
      return judged([
        callback.path !== wanted && `It came to ${callback.path}, not ${wanted}.`,
        correlation !== correlationOf(answer) &&
          `correlation_id is ${shown(correlation)}; the ack said ${shown(correlationOf(answer))}.`,
      ]);
    },
  },
  {
    ...subscribe,
    id: "subscribe.shape",
    source: `${source}, SubscribeResponse, SubscriptionInfo`,
    level: "must",
    title:
      "The on-subscribe has the standard's shape, and every item a subscription with its code.",
    run: async (at) => {
      const { answer, callback } = await told(at);
      const items = itemsIn(callback.envelope);
      return judged([
        ...letterFaults(
          callback.envelope,
          answer.sent.header,
          "on-subscribe",
          SubscribeAnswer,
          RequestHeader,
        ),
        ...items.map((item) => {
          const code = memberOf(listOf(item, "subscriptions")[0], "code");
          const reason = memberOf(item, "status_reason_code");
          return code === undefined && `An item has no subscription (${shown(reason)}).`;
        }),
      ]);
    },
  },
  {
    ...subscribe,
    id: "subscribe.signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "The on-subscribe is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      return judged([await signatureFault(at, (await told(at)).callback.text)]);
    },
  },
  {
    ...subscribe,
    id: "subscribe.references",
    source: `${source}, reference_id`,
    level: "must",
    title:
      "Every subscription asked for is answered under its reference_id, with a code of its own.",
    run: async (at) => {
      const { asked, callback } = await told(at);
      const items = itemsIn(callback.envelope);
      const got = items.map((item) => memberOf(item, "reference_id"));
      const codes = items.flatMap((item) =>
        listOf(item, "subscriptions").map((one) => memberOf(one, "code")),
      );
      const missing = asked.filter((item) => !got.includes(item["reference_id"]));
      return judged([
        missing.length > 0 && `${missing.length} of ${asked.length} are not answered.`,
        new Set(codes).size !== codes.length && "Two subscriptions have one code.",
      ]);
    },
  },
  {
    ...subscribe,
    id: "subscribe.already",
    source: `${source}; rjct.event.already_subscribed`,
    level: "must",
    title: "The same subscription again is told to be subscribed already.",
    run: async (at) => {
      const { asked } = await told(at);
      const [first] = asked;
      const criteria = (first?.["subscribe_criteria"] ?? {}) as JsonObject;
      const code = await refusedCode(at, subscribeItem(at, criteria));
      return judged([
        code !== "rjct.event.already_subscribed" && `The reason given is ${shown(code)}.`,
      ]);
    },
  },
  refusedSubscription(
    "subscribe.event_type",
    "to an event that does not exist",
    ["rjct.notify_types.invalid"],
    { reg_event_type: "no_such_event" },
  ),
  refusedSubscription(
    "subscribe.filter",
    "with a filter that is no text of its kind",
    ["rjct.notify_details.invalid"],
    {
      filter_type: "graphql",
      filter: { type: "ns:org:QueryType:graphql", value: { expression: "subscription {" } },
    },
  ),
  refusedSubscription(
    "subscribe.filter_attribute",
    "about an attribute that does not exist",
    ["rjct.notify_details.invalid"],
    {
      filter_type: "predicate",
      filter: [
        {
          seq_num: 1,
          expression1: { attribute_name: "no_such", operator: "eq", attribute_value: "1" },
        },
      ],
    },
  ),
  refusedSubscription(
    "subscribe.frequency",
    "at a frequency that is no cron text",
    ["rjct.notify_details.invalid"],
    {
      frequency: {
        start_time: new Date().toISOString(),
        end_time: new Date(Date.now() + 86_400_000).toISOString(),
        frequency: "whenever you like",
      },
    },
  ),
];

export const notifyClauses: readonly Clause[] = [
  {
    ...notify,
    id: "notify.event",
    source: notifySource,
    level: "must",
    title: "A change at the server reaches the subscriber by itself.",
    run: async (at) => {
      const { done, letters } = await notified(at);
      return judged([letters.length === 0 && `No notify came after: ${done}`], done);
    },
  },
  {
    ...notify,
    id: "notify.shape",
    source: `${notifySource}, MsgCallbackHeader`,
    level: "must",
    title: "A notify has the standard's shape.",
    run: async (at) => {
      const { first } = await withNotify(at);
      const asked = { sender_id: at.self.senderId };
      return judged(letterFaults(first.envelope, asked, "notify", NotifyMessage));
    },
  },
  {
    ...notify,
    id: "notify.signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "A notify is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      return judged([await signatureFault(at, (await withNotify(at)).first.text)]);
    },
  },
  {
    ...notify,
    id: "notify.type",
    source: `${notifySource}, reg_event_type, reg_record_type`,
    level: "must",
    title: "Each event is of a type and a record type that were subscribed to.",
    run: async (at) => {
      const { letters } = await withNotify(at);
      const events = letters.flatMap(eventsIn);
      const types = new Set(events.map((event) => memberOf(event, "data", "reg_event_type")));
      const records = new Set(events.map((event) => memberOf(event, "data", "reg_record_type")));
      const strange = [...types].filter(
        (type) => typeof type === "string" && !at.target.eventTypes.includes(type),
      );
      return judged([
        strange.length > 0 && `Events of type ${shown(strange)} were not asked for.`,
        ![...records].every((type) => type === at.target.recordType) &&
          `Records are ${shown([...records])}, not ${at.target.recordType}.`,
      ]);
    },
  },
  {
    ...notify,
    id: "notify.projection",
    source: "ESS samples, flow 1: selection of the filter",
    level: "should",
    title: "A record holds what the filter's selection names, and no other data of the person.",
    run: async (at) => {
      const { letters } = await withNotify(at);
      const records = letters
        .flatMap(eventsIn)
        .flatMap((event) => recordsIn(memberOf(event, "data")));
      return judged(records.flatMap(projectionFaults));
    },
  },
];

export const unsubscribeClauses: readonly Clause[] = [
  {
    ...unsubscribe,
    id: "unsubscribe.ack",
    source: `${endSource}, Ack`,
    level: "must",
    title: "An unsubscribe is acknowledged.",
    run: async (at) => judged(ackFaults((await unsubscribed(at)).answer)),
  },
  {
    ...unsubscribe,
    id: "unsubscribe.callback",
    source: `${endSource}, UnSubscribeResponse`,
    level: "must",
    title: "An on-unsubscribe follows: the ack's correlation_id, every code, each ended.",
    run: async (at) => {
      const { answer, callback, codes } = await unsubscribed(at);
      if (!callback) return judged(["No on-unsubscribe came."]);
      const message = memberOf(callback.envelope, "message");
      const states = listOf(message, "subscription_status");
      const over = states.filter((one) => memberOf(one, "status") === "unsubscribe");
      const missing = codes.filter((code) => !over.some((one) => memberOf(one, "code") === code));
      return judged([
        ...letterFaults(
          callback.envelope,
          answer.sent.header,
          "on-unsubscribe",
          UnsubscribeAnswer,
          RequestHeader,
        ),
        memberOf(message, "correlation_id") !== correlationOf(answer) &&
          "correlation_id is not the ack's.",
        memberOf(message, "status") !== "succ" &&
          `status is ${shown(memberOf(message, "status"))}.`,
        missing.length > 0 &&
          `${missing.length} of ${codes.length} codes are not told to have ended.`,
      ]);
    },
  },
  {
    ...unsubscribe,
    id: "unsubscribe.signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "The on-unsubscribe is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      const { callback } = await unsubscribed(at);
      if (!callback) return skipped("No on-unsubscribe came; see unsubscribe.callback.");
      return judged([await signatureFault(at, callback.text)]);
    },
  },
  {
    ...unsubscribe,
    id: "unsubscribe.silence",
    source: endSource,
    level: "must",
    title: "After that, a change at the server is not told any more.",
    run: async (at) => {
      const { done, letters } = await silence(at);
      return judged([letters.length > 0 && `${letters.length} notify came after: ${done}`], done);
    },
  },
  endedClause(
    "unsubscribe.again",
    "that has ended",
    "rjct.event.already_unsubscribed",
    async (at) => {
      const { codes } = await unsubscribed(at);
      return codes[0] ?? "";
    },
  ),
  endedClause("unsubscribe.unknown", "nobody was given", "rjct.subscription_code.invalid", () =>
    Promise.resolve(`none-${Date.now()}`),
  ),
];

function refusedSubscription(
  id: string,
  what: string,
  codes: readonly string[],
  criteria: JsonObject,
): Clause {
  return {
    ...subscribe,
    id,
    source: `${source}, SubscribeStatusReasonCode`,
    level: "must",
    title: `A subscription ${what} is refused as ${codes.join(" or ")}.`,
    run: async (at) => {
      await told(at);
      const code = await refusedCode(at, subscribeItem(at, criteria));
      return judged([!codes.includes(String(code)) && `The reason given is ${shown(code)}.`]);
    },
  };
}

function endedClause(
  id: string,
  what: string,
  code: string,
  codeOf: (at: Checking) => Promise<string>,
): Clause {
  return {
    ...unsubscribe,
    id,
    source: `${endSource}, UnSubscribeStatusReasonCode`,
    level: "must",
    title: `Unsubscribing from a code ${what} is refused as ${code}.`,
    run: async (at) => {
      const { answer, callback } = await unsubscribed(at, await codeOf(at));
      if (!callback) {
        const atDoor = refusalFaults(answer, [code]);
        return judged(atDoor.length === 0 ? [] : ["No on-unsubscribe came.", ...atDoor]);
      }
      const reason = memberOf(callback.envelope, "message", "status_reason_code");
      return judged([reason !== code && `The reason given is ${shown(reason)}.`]);
    },
  };
}

async function withNotify(at: Checking) {
  const { letters } = await notified(at);
  const first = letters.find(isNotify);
  if (!first) throw noNotify();
  return { letters, first };
}

function noNotify() {
  return new Ended(skipped("No notify came; see notify.event."));
}

/** Beside the two names only what identifies the record may go along. */
function projectionFaults(record: unknown): string[] {
  if (typeof record !== "object" || record === null) return ["A record is no object."];
  const allowed = /^(@.*|id|member_identifier|identifier|demographic_info)$/;
  const person = memberOf(record, "demographic_info");
  const inside = typeof person === "object" && person !== null ? Object.keys(person) : [];
  const name = memberOf(person, "name");
  const names = typeof name === "object" && name !== null ? Object.keys(name) : [];
  const more = [
    ...Object.keys(record).filter((member) => !allowed.test(member)),
    ...inside.filter((member) => !/^(@.*|name|identifier)$/.test(member)),
    ...names.filter((member) => !/^(@.*|given_name|surname)$/.test(member)),
  ];
  return [
    ...(more.length > 0 ? [`Not asked for: ${more.slice(0, 6).join(", ")}.`] : []),
    ...(names.length === 0 ? ["The name, which was asked for, is not there."] : []),
  ];
}
