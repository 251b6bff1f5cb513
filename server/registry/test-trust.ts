import { uuidv7 } from "uuidv7";
import { defaultTerms, type PartnerTerms } from "../../store/partner-terms.ts";
import { partnerById, putPartner } from "../../store/partners.ts";
import type { SigningKey } from "../../wire/keys.ts";
import { sealEnvelope } from "../../wire/sealing.ts";
import { tokenFor, type TestRegistry } from "./test-registry.ts";

export type Over = {
  [Part in keyof PartnerTerms]?: Partial<PartnerTerms[Part]> | PartnerTerms[Part];
};

/** What employment support holds of its partner from now on. */
export async function agree(at: TestRegistry, over: Over): Promise<void> {
  const partner = await partnerById(at.ess.store, "sp.demo");
  if (!partner) throw new Error("no partner");
  await putPartner(at.ess.store, { ...partner, terms: termsWith(over) });
}

export function termsWith(over: Over): PartnerTerms {
  return {
    ...defaultTerms,
    ...over,
    signature: { ...defaultTerms.signature, ...(over.signature as object) },
    encryption: { ...defaultTerms.encryption, ...(over.encryption as object) },
    http_signature: { ...defaultTerms.http_signature, ...(over.http_signature as object) },
  } as PartnerTerms;
}

export interface Sent {
  body: string;
  headers?: Record<string, string>;
  operation?: string;
  token?: string;
  remoteAddress?: string;
}

export const heartbeat = { transaction_id: "t", notify_event: [] };
export const search = {
  transaction_id: "t",
  search_request: [
    {
      reference_id: "1",
      timestamp: "2026-11-23T09:00:00Z",
      search_criteria: { query_type: "idtype-value", query: { type: "UIN", value: "0" } },
      locale: "eng",
    },
  ],
};

/** A message as it is sent under these terms. */
export async function sealed(
  at: TestRegistry,
  over: Over = {},
  { header = {}, message = heartbeat, key, action = "notify", atMs = at.clock.ms }: Making = {},
): Promise<string> {
  const { keys, store } = at.sp;
  const essKeys = (await partnerById(at.sp.store, "ess.demo"))?.jwks ?? null;
  const whole = {
    version: "1.0.0",
    message_id: uuidv7(),
    message_ts: new Date(at.clock.ms).toISOString(),
    action,
    sender_id: store.system.id,
    receiver_id: "ess.demo",
    total_count: 1,
    is_msg_encrypted: false,
    // Where the readings of the DCI string differ.
    meta: { note: "Zoë" },
    ...header,
  };
  const own = key ? { ...keys, signing: [key] } : keys;
  const from = { id: "sp.demo", keys: own, nowSeconds: Math.floor(atMs / 1000) };
  const to = { id: "ess.demo", terms: termsWith(over), jwks: essKeys };
  return sealEnvelope({ header: whole, message }, from, to);
}
export interface Making {
  header?: Record<string, unknown>;
  message?: object;
  key?: SigningKey;
  action?: string;
  atMs?: number;
}

export async function knockWith(
  at: TestRegistry,
  { body, headers = {}, operation = "notify", token, remoteAddress }: Sent,
) {
  const answer = await at.ess.app.inject({
    method: "POST",
    url: `/registry/${operation}`,
    remoteAddress: remoteAddress ?? "127.0.0.1",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token ?? (await tokenFor(at.sp, at.ess))}`,
      ...headers,
    },
    payload: body,
  });
  const said = JSON.parse(answer.body) as { errors?: { code: string }[] };
  return { status: answer.statusCode, code: said.errors?.[0]?.code ?? "", text: answer.body };
}
