import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Type } from "typebox";
import { Envelope, isDateTimeWithZone } from "../../wire/envelope.ts";
import { isWireErrorCode } from "../../wire/errors.ts";
import { operationExamples } from "../../wire/openapi-examples.ts";
import { describedOperations } from "../../wire/openapi-operations.ts";
import { Ack, ErrorBody } from "../../wire/openapi.ts";
import { reader } from "../../wire/reading.ts";
import { operations } from "./operations.ts";
import { mutationsOf, rawBodies } from "./test-corpus.ts";
import {
  knock,
  openTestRegistry,
  tokenFor,
  type Answer,
  type Sending,
  type TestRegistry,
} from "./test-registry.ts";

/** An answer that takes longer than this is a hang; the door answers in milliseconds. */
const answer_ms_max = 5_000;

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

const names = [...operations.keys()];
const readAck = reader(Ack);
const readRefusal = reader(ErrorBody);
const readAnswer = reader(Type.Required(Envelope));

/** Never a 5xx, always one of the standard's shapes; the message of a synchronous answer has its schema. */
function expectCoded(operation: string, { status, body }: Answer, what: string): void {
  expect(status, what).toBeLessThan(500);
  if (status >= 400) {
    const refusal = readRefusal(body);
    expect(refusal.ok ? "" : refusal.reason, what).toBe("");
    const { message } = body as { message: { timestamp: string; error?: { code: string } } };
    expect(isWireErrorCode(message.error?.code ?? ""), what).toBe(true);
    expect(isDateTimeWithZone(message.timestamp), what).toBe(true);
    return;
  }
  expect(status, what).toBe(200);
  const described = describedOperations.find(({ path }) => path === operation);
  const read = described?.response ? readAnswer(body) : readAck(body);
  expect(read.ok ? "" : read.reason, what).toBe("");
  if (!described?.response) return;
  const message = reader(described.response.schema)(body["message"]);
  expect(message.ok ? "" : message.reason, what).toBe("");
}

const send = async (operation: string, message: unknown, how: Sending = {}) => {
  const began = performance.now();
  const answer = await knock(at, at.ess, at.sp, operation, message as object, how);
  expect(performance.now() - began).toBeLessThan(answer_ms_max);
  return answer;
};

describe("a message with one fault", () => {
  it.each(names)("at any place of %s has a coded answer in the standard's shape", async (name) => {
    let count = 0;
    for (const { what, value } of mutationsOf(operationExamples[name]?.request)) {
      if (value === undefined) continue;
      expectCoded(name, await send(name, value), what);
      count += 1;
    }
    expect(count).toBeGreaterThan(30);
  });

  it.each(names)("anywhere in the header of %s has one too", async (name) => {
    const message = operationExamples[name]?.request;
    const action = operations.get(name)?.actions[0];
    const header = { action, status: "succ", meta: {}, completed_count: 1 };
    for (const { what, value } of mutationsOf({ message_id: "M", message_ts: "", ...header })) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
      const answer = await send(name, message, { header: value as Record<string, unknown> });
      expectCoded(name, answer, what);
    }
  });
});

describe("a body that is no message", () => {
  it.each(rawBodies)("such as %s is refused everywhere, and at once", async (what, raw) => {
    for (const name of names) {
      const answer = await send(name, {}, { raw });
      expect([answer.status, answer.code], name).toEqual([400, "err.request.bad"]);
      expectCoded(name, answer, what);
    }
  });
});

describe("each operation with each role's token, and with none", () => {
  it.each(names)("%s opens to the sender alone", async (name) => {
    const message = operationExamples[name]?.request ?? {};
    const foreign = await tokenFor(at.sp, at.ess);
    for (const token of [null, "", "nobody", foreign, "a.b.c", "x".repeat(9_000)]) {
      const answer = await send(name, message, { token });
      expect([answer.status, answer.code]).toEqual([401, "err.request.unauthorized"]);
    }
  });
});
