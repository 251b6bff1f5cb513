/** Valid and invalid envelopes with the code a receiver answers, each broken in one way. */
import { canonicalize } from "../../wire/canonical.ts";
import type { SigningKey } from "../../wire/keys.ts";
import { signMessage } from "../../wire/signature.ts";
import { content, now, sender_id } from "./cases.ts";

type Envelope = { header: Record<string, unknown>; message: unknown; signature?: string };

/** All of them are a `notify` by the profile `dci-cavage/jcs` with Ed25519. */
export function brokenEnvelopes(key: SigningKey) {
  const base = JSON.parse(content("envelope")) as Envelope;
  const signed = (envelope: Envelope): string => {
    const { signature } = signMessage(envelope, sender_id, key, now);
    return canonicalize({ ...envelope, signature });
  };
  const header = (over: Record<string, unknown>): string => {
    const merged = Object.entries({ ...base.header, ...over });
    const kept = merged.filter(([, value]) => value !== undefined);
    return signed({ ...base, header: Object.fromEntries(kept) });
  };
  const good = signed(base);
  const raw = (from: string, to: string) => good.replace(from, to);
  const making: Making = { key, base, signed, header, good, raw };
  return [whole, malformed, missigned, misaddressed].flatMap((cases) => cases(making));
}

type Making = {
  key: SigningKey;
  base: Envelope;
  good: string;
  /** Signs an envelope as it should be. */
  signed: (envelope: Envelope) => string;
  /** The good one with other members of the header, signed. */
  header: (over: Record<string, unknown>) => string;
  /** The good one with some of its text replaced after it was signed. */
  raw: (from: string, to: string) => string;
};
type Case = { name: string; body: string; code: string | null };

function whole({ base, signed, header, good }: Making): Case[] {
  return [
    { name: "as it should be", body: good, code: null },
    {
      name: "unknown members are kept",
      body: signed({ ...base, header: { ...base.header, more: 1 } }),
      code: null,
    },
    {
      name: "spaces between the members",
      body: JSON.stringify(JSON.parse(good), undefined, 2),
      code: null,
    },
    { name: "count as text, as samples have it", body: header({ total_count: "1" }), code: null },
    { name: "no version", body: header({ version: undefined }), code: null },
  ];
}

function malformed({ header, good, raw }: Making): Case[] {
  return [
    { name: "nothing", body: "", code: "err.request.bad" },
    { name: "not JSON", body: "{", code: "err.request.bad" },
    { name: "a list", body: "[]", code: "err.request.bad" },
    {
      name: "duplicate member",
      body: raw('{"header"', '{"message":{},"header"'),
      code: "err.request.bad",
    },
    {
      name: "duplicate key inside",
      body: raw('"transaction_id"', '"transaction_id":"x","transaction_id"'),
      code: "err.request.bad",
    },
    {
      name: "forbidden key",
      body: raw('"transaction_id"', '"__proto__":{},"transaction_id"'),
      code: "err.request.bad",
    },
    { name: "lone surrogate", body: raw("Zoë", "\\ud800"), code: "err.request.bad" },
    {
      name: "number beyond range",
      body: raw('"share":2.5', '"share":1e400'),
      code: "err.request.bad",
    },
    {
      name: "integer beyond 2^53 - 1",
      body: raw('"share":2.5', '"share":9007199254740993'),
      code: "err.request.bad",
    },
    {
      name: "nested too deep",
      body: raw('"share":2.5', `"share":${"[".repeat(40)}${"]".repeat(40)}`),
      code: "err.request.bad",
    },
    { name: "byte order mark", body: `\ufeff${good}`, code: "err.request.bad" },
    {
      name: "no header",
      body: raw('"header":{', '"haeder":{'),
      code: "err.request.bad",
    },
    { name: "no message", body: raw('"message":{', '"massage":{'), code: "err.request.bad" },
    { name: "no message id", body: header({ message_id: undefined }), code: "err.request.bad" },
  ];
}

function missigned({ key, base, raw }: Making): Case[] {
  return [
    { name: "no signature", body: canonicalize(base), code: "err.signature.missing" },
    {
      name: "empty signature",
      body: canonicalize({ ...base, signature: "" }),
      code: "err.signature.missing",
    },
    {
      name: "signature is no text",
      body: canonicalize({ ...base, signature: {} }),
      code: "err.signature.invalid",
    },
    {
      name: "signature of another message",
      body: raw('"T-envelope"', '"T-other"'),
      code: "err.signature.invalid",
    },
    {
      name: "a parameter of the signature twice",
      body: raw('algorithm=\\"ed25519\\",', 'algorithm=\\"ed25519\\", algorithm=\\"ed25519\\",'),
      code: "err.signature.invalid",
    },
    {
      name: "algorithm none",
      body: raw('algorithm=\\"ed25519\\"', 'algorithm=\\"none\\"'),
      code: "err.signature.invalid",
    },
    {
      name: "a name that no key has",
      body: raw(key.kid, "unknown"),
      code: "err.signature.invalid",
    },
  ];
}

function misaddressed({ header }: Making): Case[] {
  return [
    {
      name: "another sender",
      body: header({ sender_id: "evil.example.org" }),
      code: "err.sender_id.invalid",
    },
    { name: "no sender", body: header({ sender_id: undefined }), code: "err.sender_id.invalid" },
    {
      name: "another receiver",
      body: header({ receiver_id: "ibr.example.org" }),
      code: "err.receiver_id.invalid",
    },
    {
      name: "an action of another address",
      body: header({ action: "subscribe" }),
      code: "rjct.action.invalid",
    },
    {
      name: "another version",
      body: header({ version: "2.0.0" }),
      code: "err.version.not_supported",
    },
    {
      name: "a time without a zone",
      body: header({ message_ts: "2026-02-16T10:30:00" }),
      code: "rjct.message_ts.invalid",
    },
    {
      name: "no time of the calendar",
      body: header({ message_ts: "2026-02-30T10:30:00Z" }),
      code: "rjct.message_ts.invalid",
    },
    {
      name: "a count that is none",
      body: header({ total_count: "many" }),
      code: "rjct.total_count.invalid",
    },
    {
      name: "says encrypted, is not",
      body: header({ is_msg_encrypted: true }),
      code: "err.encryption.invalid",
    },
  ];
}
