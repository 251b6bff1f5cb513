import { createHash, randomBytes } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import { uuidv7 } from "uuidv7";
import type { Change, Deciding } from "../../domain/change.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import { catchUp } from "../../delivery/catch-up.ts";
import { createDigests } from "../../delivery/digest-answer.ts";
import { witness } from "../../delivery/witness.ts";
import { foresee } from "../../delivery/foreseeing.ts";
import { wholeRecords } from "../../delivery/whole-records.ts";
import { act } from "../../store/act.ts";
import { openStore, type Store } from "../../store/database.ts";
import { partnerById, putPartner, type PartnerProfile } from "../../store/partners.ts";
import { createSealer } from "../../store/sealing.ts";
import { cloneDatabase } from "../../test/database.ts";
import { introduce } from "../../tools/demo/introduce.ts";
import { canonicalize } from "../../wire/canonical.ts";
import { generateEncryptionKey, publishedEncryptionKeys } from "../../wire/encryption-keys.ts";
import { generateSigningKey, jwks, type SigningKey } from "../../wire/keys.ts";
import type { OwnKeys } from "../../wire/sealing.ts";
import { signMessage } from "../../wire/signature.ts";
import { createHosted, type Hosted, type Node } from "../hosting.ts";
import { createSignOffs } from "../sign-offs.ts";
import { decideMatch } from "./decide-match.ts";
import type { Door } from "./knock.ts";
import { operations } from "./operations.ts";
import type { PartnerKeys } from "./partner-keys.ts";
import { registerRegistry } from "./routes.ts";
import { registerTokens } from "./tokens.ts";

/** One system behind its real doors, on a database of its own. */
export interface TestSystem {
  app: FastifyInstance;
  store: Store;
  hosted: Hosted;
  node: Node;
  key: SigningKey;
  keys: OwnKeys;
  door: Door;
  baseUrl: string;
  write(decide: (ctx: Deciding) => Change[]): Promise<Change[]>;
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}
/** Two systems that know each other, on one clock. */
export interface TestRegistry {
  sp: TestSystem;
  ess: TestSystem;
  clock: { ms: number };
  close(): Promise<void>;
}

export async function openTestRegistry(): Promise<TestRegistry> {
  const clock = { ms: Date.parse("2026-11-23T09:00:00.000Z") };
  const sp = await openTestSystem("sp", clock);
  const ess = await openTestSystem("ess", clock);
  await introduceSystems(sp, ess, clock);
  return {
    sp,
    ess,
    clock,
    async close() {
      await Promise.all([sp.close(), ess.close()]);
    },
  };
}

/** Makes two systems partners, with the demo's agreements of both directions. */
export async function introduceSystems(
  a: TestSystem,
  b: TestSystem,
  clock: { ms: number },
): Promise<void> {
  const side = (system: TestSystem) => ({
    store: system.store,
    node: system.store.system.id,
    baseUrl: system.baseUrl,
    registryPath: "/registry",
    jwks: JSON.stringify({
      keys: [...jwks(system.keys.signing).keys, ...publishedEncryptionKeys(system.keys.encryption)],
    }),
  });
  await introduce(side(a), side(b), new Date(clock.ms).toISOString());
  for (const system of [a, b]) {
    const hosted = await createHosted(system.store);
    Object.assign(system.hosted, hosted);
  }
}

/** One system that knows nobody yet. */
export async function openTestSystem(
  kind: SystemKind,
  clock: { ms: number },
  id = `${kind}.demo`,
): Promise<TestSystem> {
  const database = await cloneDatabase();
  const baseUrl = `http://${id === `${kind}.demo` ? kind : id}.test:4010`;
  const store = await openStore({
    appUrl: database.appUrl,
    system: { id, kind, title: id },
    sealer: createSealer(randomBytes(32)),
    nowMs: () => clock.ms,
    newId: uuidv7,
    connections_max: 6,
  });
  const hosted = await createHosted(store);
  const key = generateSigningKey();
  const keys: OwnKeys = {
    signing: [key, generateSigningKey("ES256")],
    encryption: [generateEncryptionKey("ECDH-ES+A256KW")],
  };
  const node: Node = {
    hosted: new Map([[kind, hosted] as const]),
    standing: "federated",
    demo: false,
    loopback: true,
    newId: uuidv7,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    decideMatch: decideMatch(uuidv7),
    catchUp,
    digest: createDigests(),
    witness,
    wholeRecords,
    foresee,
    signOffs: createSignOffs(keys.signing),
    lineTo: () => null,
  };
  const partnerKeys: PartnerKeys = {
    current: (partner) => Promise.resolve(partner.jwks),
    refetch: () => Promise.resolve(null),
  };
  const door: Door = { node, hosted, keys, baseUrl, partnerKeys };
  const app = Fastify();
  await registerRegistry(app, door, "/registry");
  await registerTokens(app, door, "");
  await app.ready();
  return {
    app,
    store,
    hosted,
    node,
    key,
    keys,
    door,
    baseUrl,
    sql: (text, values = []) =>
      store.query({ name: `test-${createHash("md5").update(text).digest("hex")}`, text }, values),
    async write(decide) {
      const by = { name: "Leila Haddad", role: "case_manager", system: id };
      const acting = { by, deed: "test", systems: hosted.systems, newId: uuidv7 };
      const done = await act(store, acting, (ctx) => ({
        ok: true,
        changes: decide(ctx),
        result: null,
      }));
      if (!done.ok) throw new Error(done.code);
      return done.changes;
    },
    async close() {
      await app.close();
      await store.close();
      await database.drop();
    },
  };
}

/** How a message is sent otherwise than it should be. */
export interface Sending {
  header?: Record<string, unknown>;
  key?: SigningKey;
  atMs?: number;
  token?: string | null;
  sign?: boolean;
  /** Changes the signed envelope, or gives the raw text. */
  alter?: (envelope: Envelope) => unknown;
  raw?: string | Buffer;
  contentType?: string;
  remoteAddress?: string;
}
export interface Envelope {
  signature?: string;
  header: Record<string, unknown>;
  message: Record<string, unknown>;
}
export interface Answer {
  status: number;
  code: string;
  body: Record<string, unknown>;
  text: string;
}

/** Knocks at `to`'s door in the name of `from`, signed as it should be unless told otherwise. */
export async function knock(
  at: TestRegistry,
  from: TestSystem,
  to: TestSystem,
  operation: string,
  message: object,
  how: Sending = {},
): Promise<Answer> {
  const ms = how.atMs ?? at.clock.ms;
  const header: Record<string, unknown> = {
    version: "1.0.0",
    message_id: uuidv7(),
    message_ts: new Date(ms).toISOString(),
    action: operations.get(operation)?.actions[0] ?? operation,
    sender_id: from.store.system.id,
    sender_uri: `${from.baseUrl}/registry/on-${operation}`,
    receiver_id: to.store.system.id,
    total_count: 1,
    is_msg_encrypted: false,
    ...how.header,
  };
  const clean = JSON.parse(JSON.stringify({ header, message })) as Envelope;
  if (how.sign !== false) {
    const sender = String(clean.header["sender_id"]);
    clean.signature = signMessage(
      clean,
      sender,
      how.key ?? from.key,
      Math.floor(ms / 1000),
    ).signature;
  }
  const payload = how.raw ?? canonicalize(how.alter ? how.alter(clean) : clean);
  const token = how.token === undefined ? await tokenFor(from, to) : how.token;
  const answer = await to.app.inject({
    method: "POST",
    url: `/registry/${operation}`,
    remoteAddress: how.remoteAddress ?? "127.0.0.1",
    headers: {
      "content-type": how.contentType ?? "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    payload,
  });
  const body = JSON.parse(answer.body) as { errors?: { code: string }[] };
  return { status: answer.statusCode, code: body.errors?.[0]?.code ?? "", body, text: answer.body };
}

/** The token that `from` shows to `to`. */
export async function tokenFor(from: TestSystem, to: TestSystem): Promise<string> {
  const partner = await partnerById(from.store, to.store.system.id);
  return from.store.sealer.open(partner?.token_out ?? "");
}

/** Speaks with a partner in another way from now on. */
export async function treatAs(
  system: TestSystem,
  partnerId: string,
  profile: PartnerProfile,
): Promise<void> {
  const partner = await partnerById(system.store, partnerId);
  if (!partner) throw new Error("no such partner");
  await putPartner(system.store, { ...partner, profile });
}
