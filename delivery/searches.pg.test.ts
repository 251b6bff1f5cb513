import { uuidv7 } from "uuidv7";
import { receiverOf } from "../server/registry/receiving/again.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { outstanding_max, search_items_max } from "../server/registry/search.ts";
import { knock, openTestRegistry, type TestRegistry } from "../server/registry/test-registry.ts";
import { findTransactions } from "../store/transactions.ts";
import { publicKeysFromJwks, jwks } from "../wire/keys.ts";
import { verifySignature } from "../wire/signature.ts";
import { createBreakers } from "./breaker.ts";
import { startDispatcher } from "./dispatcher.ts";
import { newMember, outgoingOf, register } from "./test-carry.ts";
import {
  acknowledged,
  answerAll,
  idsIn,
  Killed,
  reinstate,
  revoke,
  unavailable,
  type Taking,
} from "./test-searches.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
  await registerMany(250);
});
afterAll(() => at.close());

const time = "2026-11-23T09:00:00Z";
let nth = 0;

async function registerMany(count: number): Promise<void> {
  const birth_date = "1990-05-05";
  const members = Array.from({ length: count }, () => newMember({ birth_date }));
  for (let from = 0; from < count; from += 25) {
    await register(at.sp, ...members.slice(from, from + 25));
  }
}

const everyone = { "demographic_info.birth_date": { $eq: "1990-05-05" } };
interface Question {
  reference_id?: string;
  timestamp?: string;
  criteria?: object;
}
const asking = (...questions: Question[]) => ({
  transaction_id: `txn-${(nth += 1)}`,
  search_request: questions.map(({ reference_id = "r-1", timestamp = time, criteria }) => ({
    reference_id,
    timestamp,
    search_criteria: {
      reg_type: "ns:org:RegistryType:SP",
      reg_record_type: "Member",
      query_type: "expression",
      query: everyone,
      ...criteria,
    },
    locale: "eng",
  })),
});
async function ask(message: object, header: Record<string, unknown> = {}) {
  const answer = await knock(at, at.ess, at.sp, "search", message, { header });
  const { message: acked } = answer.body as { message: { correlation_id: string } };
  return { ...answer, correlationId: acked.correlation_id };
}
const stands = async (correlationId: string) => {
  const name = { by: "correlation_id", value: correlationId } as const;
  return (await findTransactions(at.sp.store, "ess.demo", "search", name))[0];
};
const disclosed = () =>
  at.sp.sql<{ message_id: string; total: number }>(
    "select message_id, count(*)::int as total from disclosures where how = 'search' group by 1",
  );

describe("a search that is answered in callbacks", () => {
  it("of three questions over 250 people comes as pages in order, signed, under the ack's id", async () => {
    const message = asking(
      { reference_id: "all", criteria: { pagination: { page_size: 100 } } },
      { reference_id: "bad", criteria: { query: { shoe_size: { $eq: 44 } } } },
      { reference_id: "second", criteria: { pagination: { page_size: 100, page_number: 2 } } },
    );
    const asked = await ask(message);
    expect(asked.body["message"]).toMatchObject({ ack_status: "ACK" });
    expect(await stands(asked.correlationId)).toMatchObject({ status: "rcvd" });
    const arrived = await answerAll(at.sp);
    const said = arrived.map(
      ({
        message: {
          search_response: [item],
        },
      }) => [
        item?.reference_id,
        item?.status,
        item?.status_reason_code,
        item?.pagination?.page_number,
        item?.pagination?.total_count,
        item?.data?.reg_records.length,
      ],
    );
    expect(said).toEqual([
      ["all", "succ", undefined, 1, 250, 100],
      ["all", "succ", undefined, 2, 250, 100],
      ["all", "succ", undefined, 3, 250, 50],
      ["bad", "rjct", "rjct.search_criteria.invalid", undefined, undefined, undefined],
      ["second", "succ", undefined, 2, 250, 100],
    ]);
    expect(new Set(idsIn(arrived.slice(0, 3))).size).toBe(250);
    expect(idsIn(arrived.slice(4))).toEqual(idsIn(arrived.slice(1, 2)));
    for (const one of arrived) {
      expect(one.url).toBe("http://ess.test:4010/registry/on-search");
      expect(one.message).toMatchObject({
        transaction_id: message.transaction_id,
        correlation_id: asked.correlationId,
      });
      const verdict = verifySignature(JSON.parse(one.text) as typeof one, {
        keys: publicKeysFromJwks(jwks([at.sp.key])),
        senderId: "sp.demo",
        nowSeconds: Math.floor(at.clock.ms / 1000),
      });
      expect(verdict.ok).toBe(true);
    }
    const done = await stands(asked.correlationId);
    expect(done?.status).toBe("succ");
    expect(done?.items.map(({ status }) => status)).toEqual(["succ", "rjct", "succ"]);
    expect(JSON.stringify(done)).not.toContain("Diallo");
    expect(await answerAll(at.sp)).toEqual([]);
  });

  it("without a sender_uri goes to the standard's path at the partner", async () => {
    await ask(asking({ criteria: { pagination: { page_size: 1, page_number: 1 } } }), {
      sender_uri: "",
    });
    expect((await answerAll(at.sp)).map(({ url }) => url)).toEqual([
      "http://ess.test:4010/registry/on-search",
    ]);
  });

  it("sent twice gets the same ack and one set of callbacks; at the same time, too", async () => {
    const message = asking({ criteria: { pagination: { page_size: 1, page_number: 1 } } });
    const header = { message_id: "the-same" };
    const [first, second] = await Promise.all([ask(message, header), ask(message, header)]);
    const third = await ask(message, header);
    expect([second.text, third.text]).toEqual([first.text, first.text]);
    const arrived = await answerAll(at.sp);
    expect(arrived.map((one) => one.message.correlation_id)).toEqual([first.correlationId]);
    const other = await ask(asking({}), header);
    expect(other.code).toBe("rjct.message_id.duplicate");
  });

  it("keeps to its pages while people are added between them", async () => {
    await ask(asking({ criteria: { pagination: { page_size: 50 } } }));
    let added = false;
    const arrived = await answerAll(at.sp, {
      answer: async () => {
        if (!added) await registerMany(3);
        added = true;
        return acknowledged();
      },
    });
    const totals = arrived.map((one) => one.message.search_response[0]?.pagination?.total_count);
    expect(totals).toEqual([250, 250, 250, 250, 250]);
    expect(new Set(idsIn(arrived)).size).toBe(250);
  });
});

describe("a search whose process dies, or whose partner is away", () => {
  const pages = { criteria: { pagination: { page_size: 150 } } };
  const dying = (point: string, callback: number): Taking => ({
    fault: (at_, count) => {
      if (at_ === point && count === callback) throw new Killed();
    },
  });

  it.each([
    ["before the first is sent", "before-send", 0],
    ["after it was sent", "after-send", 1],
    ["before its ACK is noted", "before-cursor", 1],
    ["after its ACK was noted", "after-cursor", 1],
    ["before the second is noted", "before-cursor", 2],
  ])("%s still sends everything; what goes again is the same message", async (_, point, count) => {
    const { correlationId } = await ask(asking(pages));
    const first = await answerAll(at.sp, dying(point, count));
    const rest = await answerAll(at.sp);
    const all = [...first, ...rest];
    const byId = new Map(all.map((one) => [one.header.message_id, one]));
    expect(byId.size).toBe(2);
    for (const one of all) {
      expect(one.message).toEqual(byId.get(one.header.message_id)?.message);
      expect(one.header).toEqual(byId.get(one.header.message_id)?.header);
      expect(one.message.correlation_id).toBe(correlationId);
    }
    const found = idsIn([...byId.values()]);
    expect([found.length, new Set(found).size]).toEqual([253, 253]);
    expect((await stands(correlationId))?.status).toBe("succ");
    // However often it went, each of the two messages is one disclosure of each person in it.
    const rows = await disclosed();
    for (const [id, one] of byId) {
      const { total } = rows.find((row) => row.message_id === id) ?? { total: 0 };
      expect(total).toBe(idsIn([one]).length);
    }
  });

  it("waits while the partner is away, the others' answers not behind it, and goes in order then", async () => {
    const { correlationId } = await ask(asking(pages));
    expect(await answerAll(at.sp, { answer: unavailable })).toHaveLength(1);
    expect(await answerAll(at.sp)).toEqual([]);
    expect((await stands(correlationId))?.status).toBe("rcvd");
    at.clock.ms += 60_000;
    const arrived = await answerAll(at.sp);
    expect(arrived.map((one) => one.message.search_response[0]?.pagination?.page_number)).toEqual([
      1, 2,
    ]);
  });
});

describe("what may be told is decided when it is told", () => {
  it("nothing at all once the agreement has ended, between the ack and the callback or between two", async () => {
    const { correlationId } = await ask(asking({ criteria: { pagination: { page_size: 150 } } }));
    const other = await ask(asking({}));
    let first = true;
    const before = await disclosed();
    const arrived = await answerAll(at.sp, {
      answer: async () => {
        if (first) await revoke(at);
        first = false;
        return acknowledged();
      },
    });
    expect(arrived).toHaveLength(1);
    expect(await disclosed()).toHaveLength(before.length + 1);
    await reinstate(at);
    expect(await answerAll(at.sp)).toEqual([]);
    for (const id of [correlationId, other.correlationId]) {
      expect((await stands(id))?.status).toBe("rjct");
    }
  });

  it("not somebody who is no longer covered, though found before", async () => {
    await ask(asking({ criteria: { pagination: { page_size: 150 } } }));
    let gone: unknown;
    const arrived = await answerAll(at.sp, {
      answer: async (count) => {
        if (count > 1) return acknowledged();
        const [row] = await at.sp.sql<{ id: string; key: string }>(
          "select r.id, r.key from records r join snapshots s on r.id = s.ids[200] order by s.at desc limit 1",
        );
        gone = row?.key;
        await at.sp.sql(
          `update records set state = replace(state, '"work_offer":[{"v":"offered"', '"work_offer":[{"v":"declined"')
            where id = $1`,
          [row?.id],
        );
        return acknowledged();
      },
    });
    const ids = idsIn(arrived);
    expect(ids).toHaveLength(252);
    expect(ids).not.toContain(gone);
  });
});

describe("a partner that is away", () => {
  it("is tried by one callback at a time, and when it is back the others go at once", async () => {
    const breakers = createBreakers();
    const small = { criteria: { pagination: { page_size: 1, page_number: 1 } } };
    for (let count = 0; count < 6; count += 1) await ask(asking(small));
    const away = { breakers, answer: unavailable };
    expect(await answerAll(at.sp, away)).toHaveLength(3);
    at.clock.ms += 1_000;
    expect(await answerAll(at.sp, away)).toHaveLength(0);
    at.clock.ms += 60_000;
    expect(await answerAll(at.sp, away)).toHaveLength(1);
    at.clock.ms += 600_000;
    expect(await answerAll(at.sp, { breakers })).toHaveLength(6);
  });
});

describe("the limits of a search", () => {
  it("one message, and what one partner may be waiting for", async () => {
    const many = Array.from({ length: search_items_max + 1 }, (_, index) => ({
      reference_id: `r-${index}`,
    }));
    expect((await ask(asking(...many))).code).toBe("rjct.total_count.limit_exceeded");
    const small = { criteria: { pagination: { page_size: 1, page_number: 1 } } };
    for (let count = 0; count < outstanding_max; count += 1) {
      expect((await ask(asking(small))).code).toBe("");
    }
    const refused = await ask(asking(small));
    expect([refused.status, refused.code]).toEqual([429, "err.request.too_many_requests"]);
    expect(await answerAll(at.sp)).toHaveLength(outstanding_max);
    expect((await ask(asking(small))).code).toBe("");
    expect(await answerAll(at.sp)).toHaveLength(1);
  });

  it("one question may not need too many callbacks; the second of one reference is rejected", async () => {
    await ask(asking({ criteria: { pagination: { page_size: 1 } } }, {}, { reference_id: "r-2" }));
    const arrived = await answerAll(at.sp);
    const said = arrived.map(({ message }) => message.search_response[0]?.status_reason_code);
    expect(said).toEqual([
      "rjct.search.too_many_records_found",
      "rjct.reference_id.duplicate",
      undefined,
      undefined,
      undefined,
    ]);
  });
});

it("the dispatcher answers by itself, and ends with what is under way", async () => {
  const arrived: string[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    arrived.push(await new Response(init?.body ?? "").text());
    return acknowledged();
  };
  const dispatcher = startDispatcher({
    store: at.sp.store,
    outgoing: outgoingOf(at.sp, fetch, () => Promise.reject(new Error("not one node"))),
    dice: () => 0.5,
    fault: () => undefined,
    newId: uuidv7,
    registryUrl: `${at.sp.baseUrl}/registry`,
    receiver: receiverOf(at.sp.hosted, uuidv7),
    onProblem: (problem, error) => expect([problem, error]).toEqual([]),
  });
  const { correlationId } = await ask(asking({ criteria: { pagination: { page_size: 150 } } }));
  const answers = () => arrived.filter((text) => text.includes(correlationId)).length;
  await vi.waitFor(() => expect(answers()).toBe(2), { timeout: 10_000 });
  await dispatcher.stop();
  expect((await stands(correlationId))?.status).toBe("succ");
});
