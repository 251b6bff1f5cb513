import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalize } from "../../wire/canonical.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "../../wire/keys.ts";
import { signMessage, verifySignature } from "../../wire/signature.ts";
import { createAsking } from "./asking.ts";
import { takeMessage } from "./door.ts";
import { openBook, type Book, type Worker } from "./ledger.ts";
import { createNews } from "./news.ts";
import { newKey, publishedKeys } from "./new-key.ts";
import { worksPage } from "./page.ts";
import { holds, signed, type JsonObject } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";
import { createWorks } from "./works.ts";

const registryKey = generateSigningKey();
const ownKey = newKey();
const registryKeys = () =>
  Promise.resolve(JSON.parse(JSON.stringify(jwks([registryKey]))) as JsonObject);
const token = "the-registry-shows-this";

let folder: string;
let settings: WorksSettings;
let book: Book;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "works-"));
  settings = {
    id: "works.demo",
    title: "Public works programme",
    host: "127.0.0.1",
    port: 0,
    registry: { id: "sp.demo", url: "http://127.0.0.1:9", keys_url: "", token: "shown" },
    token_hash: createHash("sha256").update(token).digest("hex"),
    key: ownKey,
    ledger_file: join(folder, "ledger.json"),
    project: {
      id: "PWP-1",
      name: "Harbour <works>",
      region: "Port Marov",
      places: 3,
      wage_per_day: 14,
      days: 60,
      first_day: "2027-02-01",
    },
  };
  book = openBook(settings.ledger_file);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const worker: Worker = {
  member: {
    id: "sp.demo/1",
    name: "Amaro Vello",
    birth_date: "1991-05-04",
    identifier: { type: "UIN", value: "555" },
  },
  household: "HH-1",
  status: "Active",
  since: "2026-11-24",
  enrolled_on: "2026-11-24",
  news: "waiting",
  reason: "",
};

/** A message of the registry, signed by Tandem's own code. */
function told(message: JsonObject, change: JsonObject = {}): string {
  const header = {
    message_id: "M-1",
    action: "notify",
    sender_id: "sp.demo",
    receiver_id: "works.demo",
    ...change,
  };
  const seconds = Math.floor(Date.now() / 1000);
  const { signature } = signMessage({ header, message }, "sp.demo", registryKey, seconds);
  return canonicalize({ signature, header, message });
}
const take = (operation: string, body: string, authorization = `Bearer ${token}`) =>
  takeMessage(settings, book, registryKeys, { operation, authorization, body });

describe("a second implementation of the signature, from STANDARDS.md alone", () => {
  const content = {
    header: { sender_id: "works.demo", name: "é\u{1F33E}", n: 1.5e-7 },
    message: { b: [1, 2, { z: null, a: true }], "": "" },
  };

  it("signs what Tandem verifies", () => {
    const keys = publicKeysFromJwks(publishedKeys(ownKey));
    const nowSeconds = Math.floor(Date.now() / 1000);
    const verdict = verifySignature(signed(settings, content), {
      keys,
      senderId: "works.demo",
      nowSeconds,
    });
    expect(verdict).toMatchObject({ ok: true });
  });

  it("verifies what Tandem signs, and nothing altered, late or foreign", async () => {
    const header = { ...content.header, sender_id: "sp.demo" };
    const { message } = content;
    const seconds = Math.floor(Date.now() / 1000);
    const at = (created: number, key = registryKey) => ({
      signature: signMessage({ header, message }, "sp.demo", key, created).signature,
      header,
      message,
    });
    const keys = await registryKeys();
    expect(holds(at(seconds), "sp.demo", keys)).toBe(true);
    expect(holds({ ...at(seconds), message: { b: [] } }, "sp.demo", keys)).toBe(false);
    expect(holds(at(seconds - 600), "sp.demo", keys)).toBe(false);
    expect(holds(at(seconds + 600), "sp.demo", keys)).toBe(false);
    expect(holds(at(seconds, generateSigningKey()), "sp.demo", keys)).toBe(false);
    expect(holds(at(seconds), "ess.demo", keys)).toBe(false);
    expect(holds({ header, message }, "sp.demo", keys)).toBe(false);
  });

  it("imports nothing of Tandem's", () => {
    for (const file of readdirSync(new URL(".", import.meta.url))) {
      if (file.endsWith(".test.ts")) continue;
      const text = readFileSync(new URL(file, import.meta.url), "utf8");
      const names = [...text.matchAll(/from "([^"]+)"/g)].map(([, name = ""]) => name);
      expect(names.filter((name) => !/^(node:|\.\/[a-z-]+\.ts$)/.test(name))).toEqual([]);
    }
  });
});

describe("the programme's door", () => {
  const event = {
    transaction_id: "T",
    notify_event: [
      {
        reference_id: "R",
        timestamp: "2026-11-24T10:00:00Z",
        data: {
          reg_event_type: "enrolment_status_change",
          reg_record_type: "Member",
          reg_records: {
            "@id": "sp.demo/1",
            demographic_info: { name: { given_name: "A", surname: "B" } },
          },
        },
      },
    ],
  };

  it("takes an event once, however often it comes", async () => {
    for (let time = 0; time < 3; time += 1) {
      const { status, body } = await take("notify", told(event));
      expect(status).toBe(200);
      expect(body).toMatchObject({ message: { ack_status: "ACK" } });
    }
    expect(book.now().heard).toEqual([
      { at: "2026-11-24T10:00:00Z", event: "enrolment_status_change", who: "A B" },
    ]);
    expect(openBook(settings.ledger_file).now()).toEqual(book.now());
  });

  it.each<[string, number, string, string, string?]>([
    ["another token", 401, "notify", told(event), "Bearer nobody"],
    ["no token", 401, "notify", told(event), ""],
    ["no JSON", 400, "notify", "{"],
    ["no envelope", 400, "notify", "[]"],
    ["another receiver", 400, "notify", told(event, { receiver_id: "ess.demo" })],
    ["another sender", 401, "notify", told(event, { sender_id: "ess.demo" })],
    ["no signature", 401, "notify", JSON.stringify({ header: {}, message: {} })],
    ["an operation it has not", 404, "search", told(event)],
    ["a name of every object", 404, "constructor", told(event)],
  ])("refuses %s, and nothing changes", async (_what, status, operation, body, authorization) => {
    const before = book.now();
    const answer = await take(operation, body, authorization ?? `Bearer ${token}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ message: { ack_status: "ERR" } });
    expect(book.now()).toEqual(before);
  });

  it("answers whether somebody is enrolled, in every form of the question", async () => {
    book.change(() => ({ workers: [worker] }));
    for (const query of [
      { person_identifier: { eq: "555" } },
      { type: "UIN", value: "555" },
      { attribute_name: "person_identifier", operator: "eq", attribute_value: "555" },
      [
        {
          seq_num: 1,
          expression1: { attribute_name: "UIN", operator: "eq", attribute_value: "555" },
        },
      ],
    ]) {
      const question = { transaction_id: "T", enrolled_criteria: { query } } as JsonObject;
      const { status, body } = await take("sync/check-enrollment", told(question));
      expect(status).toBe(200);
      expect(body).toMatchObject({
        header: { receiver_id: "sp.demo" },
        message: { enrolled_response: [{ enrolled_status: "Active" }] },
      });
    }
    const nobody = { transaction_id: "T", enrolled_criteria: { query: { value: "" } } };
    const { body } = await take("sync/check-enrollment", told(nobody));
    expect(body).toMatchObject({ message: { enrolled_response: [] } });
  });

  it("asks again for a subscription that has ended", async () => {
    book.change(() => ({ subscription: { transaction_id: "T", code: "SUB-1", state: "active" } }));
    const ended = {
      transaction_id: "T",
      subscription_status: [{ code: "SUB-1", status: "unsubscribe" }],
    };
    await take("on-unsubscribe", told(ended));
    expect(book.now().subscription).toEqual({ transaction_id: "", code: "", state: "none" });
  });
});

describe("news to the registry", () => {
  let server: Server;
  let answer: (message: JsonObject) => JsonObject | null;
  beforeEach(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { message } = JSON.parse(Buffer.concat(chunks).toString()) as { message: JsonObject };
        const said = answer(message);
        if (!said) return response.writeHead(503).end("{}");
        if (request.url?.endsWith("/subscribe")) {
          return response.end(JSON.stringify({ message: { ack_status: "ACK" } }));
        }
        const header = { sender_id: "sp.demo" };
        const seconds = Math.floor(Date.now() / 1000);
        const content = { header, message: said };
        const { signature } = signMessage(content, "sp.demo", registryKey, seconds);
        return response.end(JSON.stringify({ signature, ...content }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    settings.registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });
  const settled = async (news: Worker["news"]) => {
    const link = createNews(settings, book, createAsking(settings, registryKeys));
    link.start();
    await expect.poll(() => book.now().workers[0]?.news, { timeout: 10_000 }).toBe(news);
    link.stop();
  };

  it("are told once they are taken, and stay waiting while the registry is away", async () => {
    let times = 0;
    answer = () => {
      times += 1;
      return times < 2 ? null : { enrolled_response: [{ status: "succ" }] };
    };
    book.change(() => ({ workers: [worker] }));
    await settled("told");
    expect(times).toBeGreaterThanOrEqual(2);
  });

  it("that the registry refuses keep its reason", async () => {
    answer = () => ({
      enrolled_response: [{ status: "rjct", status_reason_message: "not known here" }],
    });
    book.change(() => ({ workers: [worker] }));
    await settled("refused");
    expect(book.now().workers[0]?.reason).toBe("not known here");
  });

  it("a search that is rejected, or not signed, says so and keeps what was found before", async () => {
    const asking = createAsking(settings, registryKeys);
    const link = createNews(settings, book, asking);
    const works = createWorks(settings, book, asking, link);
    answer = () => ({
      search_response: [
        {
          status: "succ",
          data: {
            reg_records: [
              {
                "@id": "sp.demo/h1",
                group_identifier: { identifier_value: "HH-1" },
                geographical_location: "Old Harbour",
                group_size: 4,
                member_list: [{ "@id": "sp.demo/1", demographic_info: { name: { surname: "B" } } }],
              },
            ],
          },
          pagination: { total_count: 7 },
        },
      ],
    });
    await works.search();
    expect(book.now().search).toMatchObject({ total: 7, problem: "" });
    expect(book.now().households).toMatchObject([
      { number: "HH-1", place: "Old Harbour", size: 4 },
    ]);
    works.name("sp.demo/h1", "sp.demo/1");
    works.name("sp.demo/h1", "sp.demo/2");
    expect(book.now().workers).toMatchObject([{ status: "Active", news: "waiting" }]);
    answer = () => ({
      search_response: [
        { status: "rjct", status_reason_code: "rjct.search.too_many_records_found" },
      ],
    });
    await works.search();
    expect(book.now().search.problem).toBe("rjct.search.too_many_records_found");
    expect(book.now().households).toHaveLength(1);
  });
});

it("what comes from outside cannot become markup of the page", () => {
  book.change(() => ({
    workers: [{ ...worker, member: { ...worker.member, name: '<b onclick="x">' }, reason: "<i>" }],
    heard: [{ at: "2026", event: "<script>", who: "<u>" }],
    link: { reached_at: "x", heard_at: "", problem: "<em>" },
  }));
  expect(worksPage(settings, book.now())).not.toMatch(/<(b|i|u|em|script)[ >]/);
});

it("a broken ledger is not silently begun anew", () => {
  writeFileSync(settings.ledger_file, "{");
  expect(() => openBook(settings.ledger_file)).toThrow();
});
