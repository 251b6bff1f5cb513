import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "uuidv7";
import { partnerById, putPartner } from "../../store/partners.ts";
import { generateSigningKey, type SigningKey } from "../../wire/keys.ts";
import { clearMessage, verifySender } from "../../wire/sealing.ts";
import { signatureProfiles } from "../../wire/signature/profiles.ts";
import { openTestRegistry, type TestRegistry } from "./test-registry.ts";
import {
  agree as agreeAt,
  heartbeat,
  knockWith,
  sealed as sealedAt,
  search,
  termsWith,
  type Making,
  type Over,
  type Sent,
} from "./test-trust.ts";

/** The social protection system knocks at employment support's door, under terms of the test. */
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());
afterEach(async () => {
  await agree({});
});

const agree = (over: Over) => agreeAt(at, over);
const sealed = (over?: Over, how?: Making) => sealedAt(at, over, how);
const knock = (sent: Sent) => knockWith(at, sent);

describe("the profile and algorithm are the agreement's", () => {
  const cases = signatureProfiles.flatMap((profile) =>
    (["Ed25519", "ES256"] as const).map((algorithm) => ({ profile, algorithm })),
  );
  it.each(cases)("$profile with $algorithm is taken", async ({ profile, algorithm }) => {
    const signature = { in: profile, out: profile, algorithm };
    await agree({ signature });
    const answer = await knock({ body: await sealed({ signature }) });
    expect([answer.status, answer.code]).toEqual([200, ""]);
  });

  it.each(cases)("and where it is agreed nothing else is", async ({ profile, algorithm }) => {
    await agree({ signature: { in: profile, out: profile, algorithm } });
    for (const other of cases) {
      if (other.profile === profile && other.algorithm === algorithm) continue;
      const signature = { out: other.profile, algorithm: other.algorithm };
      const answer = await knock({ body: await sealed({ signature }) });
      expect([answer.status, answer.code]).toEqual([401, "err.signature.invalid"]);
    }
    const unsigned = await knock({ body: await sealed({ signature: { out: "none" } }) });
    expect(unsigned.code).toBe("err.signature.missing");
  });

  it("terms that name no profile open the door to nobody but a partner on trial", async () => {
    await agree({ signature: { in: "none" } });
    expect((await knock({ body: await sealed() })).code).toBe("err.signature.invalid");
    const unsigned = await knock({ body: await sealed({ signature: { out: "none" } }) });
    expect(unsigned.code).toBe("err.signature.missing");
  });

  it("a synchronous answer is signed by the profile agreed on", async () => {
    for (const { profile, algorithm } of cases) {
      const signature = { in: profile, out: profile, algorithm };
      await agree({ signature });
      const body = await sealed({ signature }, { message: search, action: "search" });
      const { text } = await knock({ body, operation: "sync/search" });
      const envelope = JSON.parse(text) as { header: object; message: object };
      const essKeys = (await partnerById(at.sp.store, "ess.demo"))?.jwks ?? null;
      const from = { id: "ess.demo", terms: termsWith({ signature }), jwks: essKeys };
      const verdict = await verifySender(envelope, text, from, at.clock.ms / 1000);
      expect(verdict).toMatchObject({ ok: true });
    }
  });

  it("a revoked key counts no more, whatever the key set says", async () => {
    await agree({ revoked_keys: [at.sp.key.kid] });
    expect((await knock({ body: await sealed() })).code).toBe("err.signature.invalid");
  });

  it("during a rotation both keys count; a key that left the set does not", async () => {
    const next = generateSigningKey();
    const partner = await partnerById(at.ess.store, "sp.demo");
    if (!partner) throw new Error("no partner");
    const set = (...keys: SigningKey[]) =>
      JSON.stringify({ keys: keys.map(({ kid, publicJwk }) => ({ ...publicJwk, kid })) });
    const before = { ...at.ess.door.partnerKeys };
    const published = { text: set(at.sp.key, next) };
    at.ess.door.partnerKeys.refetch = async (of) => {
      await putPartner(at.ess.store, { ...of, jwks: published.text });
      return published.text;
    };
    expect((await knock({ body: await sealed({}, { key: next }) })).status).toBe(200);
    expect((await knock({ body: await sealed() })).status).toBe(200);
    published.text = set(next);
    await at.ess.door.partnerKeys.refetch(partner);
    expect((await knock({ body: await sealed() })).code).toBe("err.signature.invalid");
    expect((await knock({ body: await sealed({}, { key: next }) })).status).toBe(200);
    Object.assign(at.ess.door.partnerKeys, before);
    await putPartner(at.ess.store, partner);
  });
});

describe("time, receiver, repetition", () => {
  it.each([
    [-241_000, "err.signature.invalid"],
    [-239_000, ""],
    [59_000, ""],
    [61_000, "err.signature.invalid"],
    [86_400_000 * 365, "err.signature.invalid"],
  ])("signed %d ms off our clock: %s", async (offMs, code) => {
    const atMs = at.clock.ms + offMs;
    for (const profile of signatureProfiles) {
      const signature = { in: profile, out: profile };
      await agree({ signature });
      expect((await knock({ body: await sealed({ signature }, { atMs }) })).code).toBe(code);
    }
  });

  it("a message to another receiver is refused though its signature holds", async () => {
    const body = await sealed({}, { header: { receiver_id: "ibr.demo" } });
    expect((await knock({ body })).code).toBe("err.receiver_id.invalid");
  });

  it("a message to another address is refused though its signature holds", async () => {
    const body = await sealed({}, { message: search, action: "search" });
    expect((await knock({ body })).code).toBe("rjct.action.invalid");
  });

  it("the same bytes again get the same ack, and change nothing", async () => {
    const body = await sealed();
    const first = await knock({ body });
    const again = await knock({ body });
    expect([again.status, again.text]).toEqual([200, first.text]);
    at.clock.ms += 300_000;
    expect((await knock({ body })).code).toBe("err.signature.invalid");
  });
});

describe("encryption", () => {
  const on = { encryption: { in: "required" as const, out: true } };

  it("an encrypted message is read, and again when it is encrypted anew", async () => {
    await agree(on);
    const header = { message_id: uuidv7() };
    const [one, two] = [await sealed(on, { header }), await sealed(on, { header })];
    expect(one).not.toBe(two);
    const first = await knock({ body: one });
    expect([first.status, first.code]).toEqual([200, ""]);
    expect((await knock({ body: two })).text).toBe(first.text);
    const other = await sealed(on, { header, message: { ...heartbeat, transaction_id: "u" } });
    expect((await knock({ body: other })).code).toBe("rjct.message_id.duplicate");
  });

  it("is demanded, taken or refused by the agreement", async () => {
    const [clear, closed] = [() => sealed(), () => sealed(on)];
    for (const [demand, codes] of [
      ["required", ["err.encryption.invalid", ""]],
      ["allowed", ["", ""]],
      ["never", ["", "err.encryption.invalid"]],
    ] as const) {
      await agree({ encryption: { in: demand } });
      const answers = [await knock({ body: await clear() }), await knock({ body: await closed() })];
      expect(answers.map(({ code }) => code)).toEqual(codes);
    }
  });

  it("a tampered ciphertext fails at the signature, before any key is used", async () => {
    const body = await sealed(on);
    const altered = body.replace(/"ciphertext":"(.)/, (_all, first: string) =>
      first === "A" ? '"ciphertext":"B' : '"ciphertext":"A',
    );
    expect((await knock({ body: altered })).code).toBe("err.signature.invalid");
  });

  it("an answer is encrypted to the partner's key", async () => {
    await agree(on);
    const body = await sealed(on, { message: search, action: "search" });
    const { text } = await knock({ body, operation: "sync/search" });
    expect(text).not.toContain("search_response");
    const envelope = JSON.parse(text) as { header: object; message: object };
    const cleared = await clearMessage(envelope, termsWith({}), at.sp.keys);
    expect(cleared).toMatchObject({ ok: true, message: { search_response: [{}] } });
  });

  it("without a key to encrypt to nothing leaves in the clear", async () => {
    const encryptions = at.sp.keys.encryption.map(({ kid }) => kid);
    await agree({ ...on, revoked_keys: encryptions });
    const body = await sealed(on, { message: search, action: "search" });
    const answer = await knock({ body, operation: "sync/search" });
    expect([answer.status, answer.code]).toEqual([503, "err.service.unavailable"]);
  });
});
