import { createHash } from "node:crypto";
import { jwtVerify } from "jose";
import { activeAgreement, partnerByTokenHash, partnerById } from "../../store/partners.ts";
import { findReceipt } from "../../store/receipts.ts";
import { isDateTimeWithZone, parseEnvelope, protocol_version } from "../../wire/envelope.ts";
import { publicKeysFromJwks } from "../../wire/keys.ts";
import { contentDigest, verifySignature, type SignatureVerdict } from "../../wire/signature.ts";
import { decodeUtf8, parseStrictJson } from "../../wire/strict-json.ts";
import type { Check, Knock } from "./knock.ts";

/** The access token names the partner: a long-lived one given at registration, or a short one made from it. */
export const token: Check = async (knock) => {
  const given = /^Bearer\s+(\S+)$/i.exec(knock.authorization)?.[1];
  if (!given) return { code: "err.request.unauthorized" };
  const { store } = knock.door.hosted;
  const partner = given.includes(".")
    ? await partnerOfJwt(knock, given)
    : await partnerByTokenHash(store, createHash("sha256").update(given).digest("hex"));
  if (!partner || partner.status !== "active" || partner.profile === "local") {
    return { code: "err.request.unauthorized" };
  }
  knock.partner = partner;
  knock.door.hosted.know(partner);
  return null;
};

async function partnerOfJwt(knock: Knock, given: string) {
  const { hosted, key } = knock.door;
  try {
    const { payload } = await jwtVerify(given, key.publicJwk, {
      algorithms: ["EdDSA", "Ed25519"],
      issuer: hosted.store.system.id,
      audience: hosted.store.system.id,
      currentDate: new Date(knock.nowMs),
    });
    return payload.sub ? partnerById(hosted.store, payload.sub) : null;
  } catch {
    return null;
  }
}

/** Two parsers must never read one message differently: duplicate keys, huge numbers and the like are refused. */
export const strictJson: Check = (knock) => {
  const text = decodeUtf8(knock.body);
  if (text === undefined) return { code: "err.request.bad", text: "The body is not UTF-8." };
  const json = parseStrictJson(text);
  if (!json.ok)
    return { code: "err.request.bad", text: `The body is not strict JSON: ${json.reason}.` };
  if (text.includes("\\u0000") && holdsNul(json.value)) {
    return { code: "err.request.bad", text: "A text holds the character U+0000." };
  }
  const envelope = parseEnvelope(json.value);
  if (!envelope.ok) {
    return { code: envelope.code, text: `The envelope is not as expected at ${envelope.reason}.` };
  }
  knock.envelope = envelope.value;
  return null;
};

/** PostgreSQL cannot keep it in a text, so it is refused before anything else is looked at. */
function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\u0000");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, inner]) => holdsNul(name) || holdsNul(inner));
}

/** The sender is who holds the token. */
export const sender: Check = ({ envelope, partner }) =>
  envelope?.header.sender_id === partner?.id ? null : { code: "err.sender_id.invalid" };

/**
 * The signature holds, by a key pinned to this sender. Only a test partner, and only on loopback,
 * may leave it out. A key we do not know yet is looked up once in the partner's published set.
 */
export const signature: Check = async (knock) => {
  const { envelope, partner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  if (envelope.signature === undefined || envelope.signature === "") {
    const excused = partner.profile === "test" && knock.fromLoopback && knock.door.node.loopback;
    if (!excused) return { code: "err.signature.missing" };
    knock.digest = contentDigest({ header: envelope.header, message: envelope.message });
    return null;
  }
  let verdict = verify(knock, partner.jwks);
  if (!verdict.ok && verdict.unknownKid !== undefined) {
    const fresh = await knock.door.refetchKeys(partner);
    if (fresh) verdict = verify(knock, fresh);
  }
  if (!verdict.ok) return { code: verdict.code, text: verdict.reason };
  knock.digest = verdict.digest;
  return null;
};

function verify({ envelope, partner, nowMs }: Knock, keySet: string | null): SignatureVerdict {
  if (!envelope || !partner) {
    return { ok: false, code: "err.signature.invalid", reason: "Nothing to verify." };
  }
  return verifySignature(envelope, {
    keys: publicKeysFromJwks(keySet ?? ""),
    senderId: partner.id,
    nowSeconds: Math.floor(nowMs / 1000),
  });
}

export const receiver: Check = ({ envelope, door }) =>
  envelope?.header.receiver_id === door.hosted.store.system.id
    ? null
    : { code: "err.receiver_id.invalid" };

export const action: Check = ({ envelope, operation }) =>
  envelope?.header.action === actions[operation] ? null : { code: "rjct.action.invalid" };
const actions = {
  subscribe: "subscribe",
  "on-subscribe": "on-subscribe",
  notify: "notify",
  "sync/search": "search",
} as const;

export const version: Check = ({ envelope }) =>
  (envelope?.header.version ?? protocol_version) === protocol_version
    ? null
    : { code: "err.version.not_supported" };

export const time: Check = ({ envelope }) =>
  envelope && isDateTimeWithZone(envelope.header.message_ts)
    ? null
    : { code: "rjct.message_ts.invalid" };

/** Messages are not encrypted yet: an encrypted one cannot be read, so it is not acknowledged. */
export const encryption: Check = ({ envelope }) =>
  envelope?.header.is_msg_encrypted === true ? { code: "err.encryption.invalid" } : null;

/** The answer goes to the sender_uri as given, if its origin is registered for this partner (guarantees 4.3). */
export const replyAddress: Check = ({ envelope, partner }) => {
  const uri = envelope?.header.sender_uri;
  if (typeof uri !== "string" || !partner) return { code: "err.sender_uri.invalid" };
  try {
    if (/[\\\s]/.test(uri)) return { code: "err.sender_uri.invalid" };
    const { origin, username, password } = new URL(uri);
    const registered = origin === new URL(partner.origin).origin && !username && !password;
    return registered ? null : { code: "err.sender_uri.invalid" };
  } catch {
    return { code: "err.sender_uri.invalid" };
  }
};

/**
 * The same content again, freshly signed, gets the stored ack again; other content under the same id
 * is refused. Sameness is the digest of header and message, without the signature.
 */
export const repetition: Check = async ({ door, partner, envelope, digest }) => {
  if (!partner || !envelope) return { code: "err.request.bad" };
  const { message_id } = envelope.header;
  const known = await findReceipt(door.hosted.store, partner.id, message_id);
  if (!known) return null;
  return known.digest === digest ? { stored: known.ack } : { code: "rjct.message_id.duplicate" };
};

/** Nothing is told and nothing is taken in without an agreement in force. */
export const agreement: Check = async (knock) => {
  const { door, partner, nowMs, operation } = knock;
  if (!partner) return { code: "err.request.unauthorized" };
  const { store } = door.hosted;
  const nowIso = new Date(nowMs).toISOString();
  const [out, back] = await Promise.all([
    activeAgreement(store, store.system.id, partner.id, nowIso),
    activeAgreement(store, partner.id, store.system.id, nowIso),
  ]);
  knock.toPartner = out;
  knock.fromPartner = back;
  const needed = operation === "notify" || operation === "on-subscribe" ? back : out;
  return needed ? null : { code: "err.request.forbidden" };
};
