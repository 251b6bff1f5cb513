import { randomUUID } from "node:crypto";
import { uuidv7 } from "uuidv7";
import type { Json, JsonObject } from "../domain/json.ts";
import { receiverOf } from "../server/registry/receiving/again.ts";
import { knock, type TestRegistry } from "../server/registry/test-registry.ts";
import { agreementsInForce, partnerById } from "../store/partners.ts";
import { createClient, type Client } from "../wire/client.ts";
import { publicKeysFromJwks, jwks } from "../wire/keys.ts";
import { signMessage, verifySignature } from "../wire/signature.ts";
import { compareBySearch, type SearchCompared } from "./search-digest.ts";
import { deliver } from "./test-plain.ts";

/** How the partner answers a search; `plain` is as it should be. */
export type Habit =
  | "plain"
  | "no_search"
  | "garbage"
  | "unsigned"
  | "one_item"
  | "shuffled"
  | "rejects"
  | "half"
  | "away";

/**
 * A plain DCI partner of sp.demo that knows nothing of Tandem: people by their number, as it was told
 * of them and as its own clerks write them; its own door for sync/search, signed. It is called
 * ess.demo, under whose key the registry of the test knows it.
 */
export class PlainPartner {
  readonly people = new Map<string, JsonObject>();
  /** Messages of sp that were answered, and the items of each. */
  readonly asked: number[] = [];
  /** Requests that found it away. */
  knocks = 0;
  habit: Habit = "plain";
  private readonly at: TestRegistry;

  constructor(at: TestRegistry) {
    this.at = at;
  }

  /** Takes what sp has to tell it; `loses`: it acknowledges and keeps nothing. */
  async hear(codes: readonly string[], loses = false): Promise<number> {
    let heard = 0;
    for (const code of codes) {
      const { events } = await deliver(this.at.sp, code);
      heard += events.length;
      for (const { data } of loses ? [] : events) {
        const said = data.reg_records;
        const number = numberOf(said);
        if (said["demographic_info"]) this.people.set(number, structuredClone(said));
        else this.people.delete(number);
      }
    }
    return heard;
  }

  /** Its clerk changes somebody; nobody is told. */
  write(number: string, about: JsonObject, beside: JsonObject = {}): void {
    const before = this.people.get(number) ?? {};
    const info = { ...(before["demographic_info"] as JsonObject), ...about };
    this.people.set(number, { ...before, ...beside, demographic_info: info });
  }

  /** It tells sp of somebody, as it has them. */
  async tell(number: string): Promise<void> {
    const { at } = this;
    at.clock.ms += 1_000;
    const event = {
      reference_id: "r",
      timestamp: new Date(at.clock.ms).toISOString(),
      data: {
        version: "1.0.0",
        reg_type: "ns:org:RegistryType:ESS",
        reg_event_type: "enrolment_status_change",
        reg_record_type: "Member",
        reg_records: this.people.get(number) ?? {},
      },
      locale: "eng",
    };
    const message = { transaction_id: "t", notify_event: [event] };
    const header = { header: { status: "succ", completed_count: 1 } };
    const answer = await knock(at, at.ess, at.sp, "notify", message, header);
    if (answer.status !== 200) throw new Error(answer.code);
  }

  /** sp compares with it; `codes`: what goes to it while sp waits for what it sends again. */
  async compare(codes: readonly string[], after: string | null = null): Promise<SearchCompared> {
    const { sp, clock } = this.at;
    const partner = await partnerById(sp.store, "ess.demo");
    const nowIso = new Date(clock.ms).toISOString();
    const { out, back } = await agreementsInForce(sp.store, "ess.demo", nowIso);
    if (!partner || !out || !back) throw new Error("nothing is agreed");
    return compareBySearch(
      {
        store: sp.store,
        partner,
        agreements: { out, back },
        line: this.line(),
        newId: uuidv7,
        takeFound: receiverOf(sp.hosted, uuidv7).takeFound,
        pause: async (ms) => {
          if (ms > 0) await this.hear(codes, this.habit === "half");
          return true;
        },
      },
      after,
    );
  }

  /** How sp asks it. */
  line(): Client {
    const { sp, ess, clock } = this.at;
    return createClient({
      baseUrl: "http://ess.test:4010",
      senderId: "sp.demo",
      receiverId: "ess.demo",
      signer: sp.key,
      verify: { jwks: jwks([ess.key]) },
      fetch: (_, init) => this.answer(init?.body as string),
      nowMs: () => clock.ms,
    });
  }

  private async answer(body: string): Promise<Response> {
    if (this.habit === "away") this.knocks += 1;
    if (this.habit === "away") throw new TypeError("fetch failed");
    if (this.habit === "no_search") return new Response("{}", { status: 404 });
    if (this.habit === "garbage") return new Response("<html>It works!</html>", { status: 200 });
    const envelope = JSON.parse(body) as { header: JsonObject; message: JsonObject };
    const keys = publicKeysFromJwks(jwks([this.at.sp.key]));
    const seconds = Math.floor(this.at.clock.ms / 1000);
    const verdict = verifySignature(envelope, { senderId: "sp.demo", keys, nowSeconds: seconds });
    if (!verdict.ok) throw new Error(`the question is not signed: ${verdict.reason}`);
    const items = envelope.message["search_request"] as JsonObject[];
    this.asked.push(items.length);
    const answers = items.map((item) => this.item(item));
    const given =
      this.habit === "one_item"
        ? answers.slice(0, 1)
        : this.habit === "shuffled"
          ? answers.reverse()
          : answers;
    const message = {
      transaction_id: envelope.message["transaction_id"],
      correlation_id: "c-1",
      search_response: given,
    };
    const header = {
      version: "1.0.0",
      message_id: randomUUID(),
      message_ts: new Date(this.at.clock.ms).toISOString(),
      action: "on-search",
      status: "succ",
      total_count: given.length,
      completed_count: given.length,
      sender_id: "ess.demo",
      receiver_id: "sp.demo",
      is_msg_encrypted: false,
    };
    const clean = JSON.parse(JSON.stringify({ header, message })) as typeof envelope;
    const { signature } = signMessage(clean, "ess.demo", this.at.ess.key, seconds);
    const signed = this.habit === "unsigned" ? clean : { signature, ...clean };
    return new Response(JSON.stringify(signed), {
      status: 200,
      headers: { "content-type": "application/json" },
    });
  }

  private item({ reference_id = "", search_criteria }: JsonObject): JsonObject {
    const { query } = search_criteria as { query: { value: string } };
    const found = this.people.get(query.value);
    const records: Json[] = found ? [found] : [];
    const common = {
      reference_id,
      timestamp: new Date(this.at.clock.ms).toISOString(),
      locale: "eng",
    };
    if (this.habit === "rejects") {
      return { ...common, status: "rjct", status_reason_code: "rjct.search_criteria.invalid" };
    }
    return {
      ...common,
      status: "succ",
      data: { version: "1.0.0", reg_record_type: "Member", reg_records: records },
      pagination: { page_size: 10, page_number: 1, total_count: records.length },
    };
  }
}

/** The first identifier of a record. */
export function numberOf(record: JsonObject): string {
  const [first] = (record["member_identifier"] ?? []) as { identifier_value?: string }[];
  return first?.identifier_value ?? "";
}
