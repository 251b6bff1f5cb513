import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultTerms, type PartnerTerms } from "../store/partner-terms.ts";
import { partnerById, putPartner, type Partner } from "../store/partners.ts";
import { openTestRegistry, type TestRegistry } from "../server/registry/test-registry.ts";
import { post } from "./outgoing.ts";
import { outgoingOf } from "./test-carry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

/** What went to employment support's real door, in the order it went. */
interface Gone {
  path: string;
  body: string;
  headers: Record<string, string>;
}

function wire(gone: Gone[]): typeof globalThis.fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const body = typeof init?.body === "string" ? init.body : "";
    gone.push({ path: pathname, body, headers });
    const answer = await at.ess.app.inject({
      method: "POST",
      url: pathname,
      headers,
      payload: body,
    });
    return new Response(answer.body, { status: answer.statusCode });
  };
}

/** Both sides agree: what social protection sends, and what employment support takes. */
async function agree(over: Partial<PartnerTerms>): Promise<Partner> {
  const terms = { ...defaultTerms, ...over };
  const there = await partnerById(at.ess.store, "sp.demo");
  const here = await partnerById(at.sp.store, "ess.demo");
  if (!there || !here) throw new Error("no partners");
  await putPartner(at.ess.store, { ...there, terms });
  return { ...here, terms };
}

const outgoing = (gone: Gone[]) =>
  outgoingOf(at.sp, wire(gone), () => Promise.reject(new Error("not one node")));

function heartbeat() {
  const header = {
    version: "1.0.0",
    message_id: uuidv7(),
    message_ts: new Date(at.clock.ms).toISOString(),
    action: "notify",
    status: "succ",
    sender_id: "sp.demo",
    receiver_id: "ess.demo",
    total_count: 0,
    completed_count: 0,
    is_msg_encrypted: false,
    meta: {},
  };
  return { header, message: { transaction_id: "t", notify_event: [] } };
}

const notify = "http://ess.test:4010/registry/notify";
const url = "http://ess.test:4010/oauth2/client/token";

describe("what leaves, leaves by the partner's terms", () => {
  it.each(["dci-cavage/jcs", "dci-cavage/openspp", "jws-detached"] as const)(
    "%s, encrypted, the request signed too, and taken in at the other side",
    async (profile) => {
      for (const algorithm of ["Ed25519", "ES256"] as const) {
        const gone: Gone[] = [];
        const partner = await agree({
          signature: { in: profile, out: profile, algorithm },
          encryption: { in: "required", out: true },
          http_signature: { in: "required", out: true },
        });
        const outcome = await post(at.sp.store, outgoing(gone), partner, notify, heartbeat());
        expect(outcome).toMatchObject({ kind: "accepted" });
        expect(gone[0]?.body).not.toContain("notify_event");
        expect(gone[0]?.headers["signature-input"]).toContain('tag="dci"');
      }
    },
  );

  it("nothing leaves that cannot be encrypted as agreed", async () => {
    const gone: Gone[] = [];
    const partner = await agree({ encryption: { in: "allowed", out: true } });
    const without = { ...partner, jwks: '{"keys":[]}' };
    const sending = post(at.sp.store, outgoing(gone), without, notify, heartbeat());
    await expect(sending).rejects.toThrow("no key to encrypt to");
    expect(gone).toEqual([]);
  });
});

describe("the token we show", () => {
  it.each(["client_secret", "private_key_jwt"] as const)(
    "comes by %s, is kept, and is renewed once when it is refused",
    async (how) => {
      const gone: Gone[] = [];
      const partner = await agree({ token: { how, url, client_id: "sp.demo" } });
      const out = outgoing(gone);
      const paths = () => gone.splice(0).map(({ path }) => path);
      const send = () => post(at.sp.store, out, partner, notify, heartbeat());
      expect(await send()).toMatchObject({ kind: "accepted" });
      expect(paths()).toEqual(["/oauth2/client/token", "/registry/notify"]);
      expect(await send()).toMatchObject({ kind: "accepted" });
      expect(paths()).toEqual(["/registry/notify"]);
      // Another key signs tokens there from now on, so the one we hold is refused.
      const signing = at.ess.door.keys.signing;
      at.ess.door.keys = { ...at.ess.door.keys, signing: at.sp.keys.signing };
      expect(await send()).toMatchObject({ kind: "accepted" });
      expect(paths()).toEqual(["/registry/notify", "/oauth2/client/token", "/registry/notify"]);
      at.ess.door.keys = { ...at.ess.door.keys, signing };
      at.clock.ms += 900_000;
      expect(await send()).toMatchObject({ kind: "accepted" });
      expect(paths()).toEqual(["/oauth2/client/token", "/registry/notify"]);
    },
  );

  it("is nobody's when the secret is wrong: trust is at fault, and nothing is posted", async () => {
    const gone: Gone[] = [];
    const partner = await agree({ token: { how: "client_secret", url, client_id: "nobody" } });
    const outcome = await post(at.sp.store, outgoing(gone), partner, notify, heartbeat());
    expect(outcome).toMatchObject({ kind: "trust" });
    expect(gone.map(({ path }) => path)).toEqual(["/oauth2/client/token"]);
  });
});
