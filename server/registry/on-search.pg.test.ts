import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newMember, register } from "../../delivery/test-carry.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { partnerById } from "../../store/partners.ts";
import {
  evidenceOf,
  evidence_days_max,
  forgetOldQuestions,
  loadQuestion,
  questionsAbout,
  type KeptQuestion,
} from "../../store/questions.ts";
import { dumpOf } from "../../store/test-store.ts";
import { createClient, type Client } from "../../wire/client.ts";
import { generateSigningKey, jwks } from "../../wire/keys.ts";
import { byIdentifier, searchCriteria } from "../../wire/questions.ts";
import { answers_max } from "./on-search.ts";
import { askAndGo, askAndWait, type Asking } from "../asking/ask.ts";
import {
  knock,
  openTestRegistry,
  tokenFor,
  type Sending,
  type TestRegistry,
} from "./test-registry.ts";

let at: TestRegistry;
let person: StoredRecord;
beforeAll(async () => {
  at = await openTestRegistry();
  const identifiers = [{ identifier_type: "UIN", identifier_value: "CANARY-UIN" }];
  const registered = await register(at.ess, newMember({ identifiers }));
  if (!registered.people[0]) throw new Error("nobody");
  [person] = registered.people as [StoredRecord];
  await register(at.sp, newMember({ identifiers }));
});
afterAll(() => at.close());

const criteria = searchCriteria(byIdentifier("UIN", "CANARY-UIN"), {
  recordType: "Member",
  purpose: { code: "work_support" },
});

/** The line from employment support to social protection's real door. */
async function line(change: object = {}): Promise<Client> {
  return createClient({
    baseUrl: at.sp.baseUrl,
    senderId: "ess.demo",
    receiverId: "sp.demo",
    signer: at.ess.key,
    verify: { jwks: jwks([at.sp.key]) },
    token: await tokenFor(at.ess, at.sp),
    nowMs: () => at.clock.ms,
    fetch: async (url, init) => {
      const answer = await at.sp.app.inject({
        method: "POST",
        url: new URL(url instanceof Request ? url.url : url).pathname,
        headers: Object.fromEntries(new Headers(init?.headers).entries()),
        payload: await new Response(init?.body ?? null).text(),
      });
      return new Response(answer.body, { status: answer.statusCode });
    },
    ...change,
  });
}

async function asking(change: Partial<Asking> = {}): Promise<Asking> {
  const partner = await partnerById(at.ess.store, "sp.demo");
  if (!partner) throw new Error("no partner");
  return {
    hosted: at.ess.hosted,
    partner,
    line: await line(),
    purpose: "work_support",
    by: { name: "Marc Dubois", role: "counsellor", system: "ess.demo" },
    about: { record_id: person.id, fields: ["identifiers"] },
    newId: () => at.ess.node.newId(),
    ...change,
  };
}

async function ask(change: Partial<Asking> = {}) {
  return askAndWait(await asking(change), {
    operation: "sync/search",
    asked: { criteria: JSON.parse(JSON.stringify(criteria)) },
    async *ask(to, transactionId) {
      yield await to.syncSearch(criteria, { transactionId });
    },
  });
}

describe("asking and waiting", () => {
  it("keeps the answer to the byte, sealed, with digest, key and time, and changes no record", async () => {
    const before = await at.ess.sql("select id, version from records order by id");
    const asked = await ask();
    if (!asked.ok || asked.outcome.kind !== "answer") throw new Error("no answer");
    expect(asked.question).toMatchObject({
      partner: "sp.demo",
      state: "answered",
      purpose: "work_support",
      by_whom: "Marc Dubois",
      record_id: person.id,
    });
    const [evidence] = await evidenceOf(at.ess.store, asked.question.id);
    expect(evidence).toMatchObject({
      raw: asked.outcome.evidence.text,
      digest: asked.outcome.evidence.digest,
      thumbprint: at.sp.key.kid,
      at: new Date(at.clock.ms),
    });
    expect(evidence?.raw).toContain("CANARY-UIN");
    const stored = await at.ess.sql("select * from evidence");
    expect(JSON.stringify(stored)).not.toContain("CANARY");
    expect(JSON.stringify(await at.ess.sql("select * from questions"))).not.toContain("CANARY");
    expect(await at.ess.sql("select id, version from records order by id")).toEqual(before);
    expect((await questionsAbout(at.ess.store, person.id))[0]?.id).toBe(asked.question.id);
  });

  it("is audited, and told as a disclosure of the identifier that left", async () => {
    const asked = await ask();
    const [audit] = await at.ess.sql(
      "select actor, act, detail from audit order by pos desc limit 1",
    );
    expect(audit).toEqual({
      actor: "counsellor@ess.demo",
      act: "question.ask",
      detail: "sp.demo work_support sync/search",
    });
    const [told] = await at.ess.sql(
      "select partner, record_id, purpose, fields, how, message_id from disclosures order by pos desc limit 1",
    );
    expect(told).toEqual({
      partner: "sp.demo",
      record_id: person.id,
      purpose: "work_support",
      fields: ["identifiers"],
      how: "question",
      message_id: asked.ok ? asked.question.id : "",
    });
  });

  it("needs an agreement in force for its purpose; without one nothing is asked or kept", async () => {
    const before = JSON.stringify(await dumpOf(at.ess.store));
    const fetch = () => Promise.reject(new Error("something left"));
    expect(
      await ask({ purpose: "unknown" as "referral", line: await line({ fetch }) }),
    ).toMatchObject({
      ok: false,
      code: "err.not_agreed",
    });
    expect(JSON.stringify(await dumpOf(at.ess.store))).toBe(before);
  });

  it("keeps nothing of an answer that cannot be believed, and says that it could not be checked", async () => {
    const verify = { jwks: jwks([generateSigningKey()]) };
    const asked = await ask({ line: await line({ verify }) });
    if (!asked.ok) throw new Error(asked.code);
    expect(asked.question).toMatchObject({ state: "failed", answers: 0 });
    expect(asked.question.why).toContain("untrusted");
    expect(await evidenceOf(at.ess.store, asked.question.id)).toEqual([]);
    const fetch = () => Promise.reject(new TypeError("no way"));
    const silent = await ask({ line: await line({ fetch }) });
    expect(silent.ok && silent.question).toMatchObject({
      state: "failed",
      why: "outage: request failed",
    });
  });
});

describe("on-search", () => {
  let question: KeptQuestion;
  const reference = "R-1";
  const newQuestion = async (over: { ack?: false } = {}) => {
    const asked = await askAndGo(await asking(), {
      operation: "search",
      asked: {},
      ask: (_to, transactionId) =>
        Promise.resolve(
          over.ack === false
            ? { kind: "outage" as const, reason: "x" }
            : {
                kind: "accepted" as const,
                nack: false,
                messageId: "m",
                transactionId,
                referenceIds: [reference],
                correlationId: `C-${transactionId}`,
              },
        ),
    });
    if (!asked.ok) throw new Error(asked.code);
    return asked.question;
  };
  beforeEach(async () => {
    question = await newQuestion();
  });

  const item = (over: object = {}) => ({
    reference_id: reference,
    timestamp: new Date(at.clock.ms).toISOString(),
    status: "succ",
    data: { reg_record_type: "Member", reg_records: [{ employment_status: "Not employed" }] },
    pagination: { page_size: 1, page_number: 1, total_count: 1 },
    ...over,
  });
  const answer = (over: object = {}, items: object[] = [item()]) => ({
    transaction_id: question.id,
    correlation_id: question.correlation_id ?? "",
    search_response: items,
    ...over,
  });
  const tell = (message: object, how: Sending = {}, from = at.sp) =>
    knock(at, from, at.ess, "on-search", message, {
      ...how,
      header: { status: "succ", completed_count: 1, ...how.header },
    });
  const state = async () => (await loadQuestion(at.ess.store, question.id))?.state;

  it("answers the question it names, and is kept to the byte under the key that signed it", async () => {
    const told = await tell(answer());
    expect([told.status, told.code]).toEqual([200, ""]);
    expect(await state()).toBe("answered");
    const [evidence] = await evidenceOf(at.ess.store, question.id);
    expect(evidence?.thumbprint).toBe(at.sp.key.kid);
    expect(JSON.parse(evidence?.raw ?? "")).toMatchObject({ message: answer() });
  });

  it("waits for all pages, in any order", async () => {
    const page = (page_number: number) =>
      answer({}, [item({ pagination: { page_size: 1, page_number, total_count: 3 } })]);
    for (const number of [3, 1]) expect((await tell(page(number))).status).toBe(200);
    expect(await state()).toBe("asked");
    expect((await tell(page(2))).status).toBe(200);
    expect(await state()).toBe("answered");
    expect(await evidenceOf(at.ess.store, question.id)).toHaveLength(3);
  });

  it("delivered again as the same message gets the same ack, and is kept once", async () => {
    const header = { message_id: at.sp.node.newId() };
    const [first, second] = [await tell(answer(), { header }), await tell(answer(), { header })];
    expect(second.text).toBe(first.text);
    expect(await evidenceOf(at.ess.store, question.id)).toHaveLength(1);
  });

  it("has so many parts and no more: whoever answers cannot fill the disk", async () => {
    const page = (page_number: number) =>
      answer({}, [item({ pagination: { page_size: 1, page_number, total_count: 1e9 } })]);
    expect((await tell(page(1))).status).toBe(200);
    const full = "update questions set answers = $2 where id = $1";
    await at.ess.sql(full, [question.id, answers_max]);
    expect((await tell(page(2))).code).toBe("rjct.total_count.limit_exceeded");
    expect(await evidenceOf(at.ess.store, question.id)).toHaveLength(1);
  });

  it("says that all was rejected, when it was", async () => {
    await tell(answer({}, [item({ status: "rjct", data: undefined, pagination: undefined })]));
    expect(await state()).toBe("rejected");
  });

  const hostile: [string, () => Promise<{ status: number; code: string }>, string][] = [
    [
      "that nobody asked for",
      () => tell(answer({ transaction_id: "T-0" })),
      "rjct.reference_id.invalid",
    ],
    [
      "under another correlation id",
      () => tell(answer({ correlation_id: "C" })),
      "rjct.reference_id.invalid",
    ],
    [
      "for an item that was not asked",
      () => tell(answer({}, [item({ reference_id: "R-2" })])),
      "rjct.reference_id.invalid",
    ],
    ["with no item", () => tell(answer({}, [])), "rjct.reference_id.invalid"],
    ["with an item twice", () => tell(answer({}, [item(), item()])), "rjct.reference_id.duplicate"],
    ["unsigned", () => tell(answer(), { sign: false }), "err.signature.missing"],
    [
      "altered",
      () => tell(answer(), { alter: (whole) => ({ ...whole, message: answer({ x: 1 }) }) }),
      "err.signature.invalid",
    ],
    [
      "signed by another key",
      () => tell(answer(), { key: generateSigningKey() }),
      "err.signature.invalid",
    ],
    [
      "signed long ago",
      () => tell(answer(), { atMs: at.clock.ms - 3_600_000 }),
      "err.signature.invalid",
    ],
    ["without a token", () => tell(answer(), { token: null }), "err.request.unauthorized"],
    [
      "for another receiver",
      () => tell(answer(), { header: { receiver_id: "x" } }),
      "err.receiver_id.invalid",
    ],
    ["malformed", () => tell({ transaction_id: "T" }), "err.request.bad"],
    [
      "under another action",
      () => tell(answer(), { header: { action: "search" } }),
      "rjct.action.invalid",
    ],
  ];
  it.each(hostile)("%s changes nothing and is refused by its code", async (_name, send, code) => {
    const before = await at.ess.sql("select * from questions order by id");
    const told = await send();
    expect(told.code).toBe(code);
    expect(told.status).toBeGreaterThanOrEqual(400);
    expect(told.status).toBeLessThan(500);
    expect(await at.ess.sql("select * from questions order by id")).toEqual(before);
    expect(await evidenceOf(at.ess.store, question.id)).toEqual([]);
  });

  it("a second answer to the question, as another message, changes nothing", async () => {
    await tell(answer());
    const again = await tell(answer({}, [item({ data: { reg_records: [{ a: 1 }] } })]));
    expect([again.status, again.code]).toEqual([400, "rjct.reference_id.duplicate"]);
    expect(await evidenceOf(at.ess.store, question.id)).toHaveLength(1);
  });

  it("to a question that failed, or to a synchronous one, changes nothing", async () => {
    question = await newQuestion({ ack: false });
    expect((await tell(answer())).status).toBe(400);
    const asked = await ask();
    if (!asked.ok) throw new Error(asked.code);
    question = asked.question;
    expect((await tell(answer({ correlation_id: "C" }))).code).toBe("rjct.reference_id.invalid");
  });

  it("of another partner than was asked changes nothing", async () => {
    await at.ess.sql("update questions set partner = 'crvs.demo' where id = $1", [question.id]);
    expect((await tell(answer())).code).toBe("rjct.reference_id.invalid");
    expect(await evidenceOf(at.ess.store, question.id)).toEqual([]);
  });

  it("that overtakes the acknowledgement of its question is asked to come again", async () => {
    await at.ess.sql("update questions set correlation_id = null where id = $1", [question.id]);
    const told = await tell(answer({ correlation_id: "C" }));
    expect([told.status, told.code]).toEqual([503, "err.service.unavailable"]);
    expect(await evidenceOf(at.ess.store, question.id)).toEqual([]);
  });

  it("two pages at once are both kept, each once", async () => {
    const page = (page_number: number) =>
      tell(answer({}, [item({ pagination: { page_size: 1, page_number, total_count: 2 } })]));
    const told = await Promise.all([page(1), page(2)]);
    // Whoever lost the race is told to come again.
    for (const [index, { status }] of told.entries()) {
      if (status !== 200) expect((await page(index + 1)).status).toBe(200);
    }
    expect(await state()).toBe("answered");
    expect(await evidenceOf(at.ess.store, question.id)).toHaveLength(2);
  });
});

describe("txn/on-status", () => {
  it("answers the status that was asked for, once", async () => {
    const asked = await askAndGo(await asking({ about: null }), {
      operation: "txn/status",
      asked: {},
      ask: (_to, transactionId) =>
        Promise.resolve({
          kind: "accepted",
          nack: false,
          messageId: "m",
          transactionId,
          referenceIds: [],
          correlationId: "C-9",
        }),
    });
    if (!asked.ok) throw new Error(asked.code);
    const message = {
      transaction_id: asked.question.id,
      correlation_id: "C-9",
      txnstatus_response: { txn_type: "search", txn_status: { search_response: [] } },
    };
    const tell = (change: object = {}) =>
      knock(
        at,
        at.sp,
        at.ess,
        "txn/on-status",
        { ...message, ...change },
        {
          header: { action: "txn-on-status", status: "succ", completed_count: 1 },
        },
      );
    expect((await tell({ correlation_id: "C-8" })).code).toBe("rjct.reference_id.invalid");
    expect((await tell()).status).toBe(200);
    expect((await tell()).code).toBe("rjct.reference_id.duplicate");
    expect((await loadQuestion(at.ess.store, asked.question.id))?.state).toBe("answered");
    expect(await evidenceOf(at.ess.store, asked.question.id)).toHaveLength(1);
  });
});

it("questions and their evidence are deleted after their retention", async () => {
  const asked = await ask();
  if (!asked.ok) throw new Error(asked.code);
  expect(await forgetOldQuestions(at.ess.store)).toBe(0);
  at.clock.ms += (evidence_days_max + 1) * 86_400_000;
  expect(await forgetOldQuestions(at.ess.store)).toBeGreaterThan(0);
  expect(await loadQuestion(at.ess.store, asked.question.id)).toBeNull();
  expect(await at.ess.sql("select 1 from evidence")).toEqual([]);
});
