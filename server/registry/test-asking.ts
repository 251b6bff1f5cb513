import { createHash } from "node:crypto";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import type { Agreement } from "../../domain/agreement.ts";
import type { JsonObject } from "../../domain/json.ts";
import { putAgreement, putPartner } from "../../store/partners.ts";
import { generateSigningKey, jwks } from "../../wire/keys.ts";
import { knock, type Answer, type Sending, type TestRegistry } from "./test-registry.ts";

/** An item of a search's answer. */
export interface SearchItem {
  reference_id: string;
  status: string;
  status_reason_code?: string;
  data?: { reg_type: string; reg_record_type: string; reg_records: JsonObject[] };
  pagination?: { page_size: number; page_number: number; total_count: number };
}
export interface SearchAnswer extends Answer {
  correlationId: string;
  items: SearchItem[];
  item: SearchItem;
  records: JsonObject[];
  /** `@id`s of the records, in their order. */
  ids: string[];
}

const time = "2026-11-23T09:00:00Z";

/** Asks sp's door at once, as ess unless told otherwise; one question, or several. */
export async function askNow(
  at: TestRegistry,
  criteria: object | object[],
  how: Sending & { transaction?: string } = {},
): Promise<SearchAnswer> {
  const questions = Array.isArray(criteria) ? (criteria as object[]) : [criteria];
  const message = {
    transaction_id: how.transaction ?? "t-1",
    search_request: questions.map((search_criteria, index) => ({
      reference_id: `r-${index + 1}`,
      timestamp: time,
      search_criteria: { query_type: "expression", ...search_criteria },
      locale: "eng",
    })),
  };
  return readAnswer(await knock(at, at.ess, at.sp, "sync/search", message, how));
}

export function readAnswer(answer: Answer): SearchAnswer {
  const { message = {} } = answer.body as {
    message?: { correlation_id?: string; search_response?: SearchItem[] };
  };
  const items = message.search_response ?? [];
  const records = items.flatMap(({ data }) => data?.reg_records ?? []);
  return {
    ...answer,
    correlationId: message.correlation_id ?? "",
    items,
    item: items[0] ?? { reference_id: "", status: `no item: ${answer.text.slice(0, 200)}` },
    records,
    ids: records.map((record) => String(record["@id"] as string)),
  };
}

/** A second partner of sp, with its own token, key and agreement; how it sends. */
export async function anotherPartner(at: TestRegistry, id: string): Promise<Sending> {
  const key = generateSigningKey();
  const token = `token-of-${id.replaceAll(".", "-")}`;
  const origin = `http://${id}:4010`;
  await putPartner(at.sp.store, {
    id,
    kind: "ess",
    title: id,
    profile: "standard",
    origin,
    base_url: origin,
    jwks: JSON.stringify(jwks([key])),
    jwks_url: null,
    token_hash: createHash("sha256").update(token).digest("hex"),
    token_out: at.sp.store.sealer.seal("sensitive", token),
  });
  const nowIso = new Date(at.clock.ms).toISOString();
  await putAgreement(at.sp.store, demoAgreement("sp.demo", id, "sp", nowIso), id);
  return { key, token, header: { sender_id: id, sender_uri: "" } };
}

/** Changes what sp may tell ess, as an administrator would. */
export async function agreeOn(at: TestRegistry, change: Partial<Agreement>): Promise<void> {
  const nowIso = new Date(at.clock.ms).toISOString();
  const agreement = { ...demoAgreement("sp.demo", "ess.demo", "sp", nowIso), ...change };
  await putAgreement(at.sp.store, agreement, "ess.demo");
}
