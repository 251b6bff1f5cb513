import { demoAgreement } from "../../tools/demo/agreements.ts";
import { putAgreement } from "../../store/partners.ts";
import { createHash, randomBytes } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { uuidv7 } from "uuidv7";
import type { Change, Deciding, Refusal } from "../../domain/change.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import { act } from "../../store/act.ts";
import { openStore, type Store } from "../../store/database.ts";
import { createSealer } from "../../store/sealing.ts";
import { cloneDatabase } from "../../test/database.ts";
import type { NewMember } from "../api/work-schemas.ts";
import { generateSigningKey } from "../../wire/keys.ts";
import { createHosted, type Hosted, type Node } from "../hosting.ts";
import { createSignOffs } from "../sign-offs.ts";
import { registerStaffApi } from "./app.ts";

/** A node that hosts both systems on one database, as tests of the staff API use it. */
export interface TestStaff {
  app: FastifyInstance;
  node: Node;
  sp: Hosted;
  ess: Hosted;
  /** Moves the clock. */
  pass(ms: number): void;
  /** Answers that were not what their schema says: must stay empty. */
  unlike: string[];
  signIn(persona: string): Promise<Staff>;
  sql<Row>(store: Store, text: string, values?: unknown[]): Promise<Row[]>;
  /** Writes changes as the partner's delivery would. */
  write(hosted: Hosted, decide: (ctx: Deciding) => Change[]): Promise<Change[]>;
  close(): Promise<void>;
}

/** A worker's browser. */
export interface Staff {
  cookie: string;
  get<T>(url: string): Promise<Answer<T>>;
  post<T>(url: string, body: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  delete(url: string): Promise<Answer<null>>;
}
export interface Answer<T> {
  status: number;
  body: T;
  headers: Record<string, unknown>;
}

export async function openTestStaff(change: Partial<Node> = {}): Promise<TestStaff> {
  const database = await cloneDatabase();
  const clock = { ms: Date.parse("2026-11-23T09:00:00.000Z") };
  const sealer = createSealer(randomBytes(32));
  const open = (kind: SystemKind, title: string) =>
    openStore({
      appUrl: database.appUrl,
      system: { id: `${kind}.demo`, kind, title },
      sealer,
      nowMs: () => clock.ms,
      newId: uuidv7,
      connections_max: 4,
    });
  const stores = {
    sp: await open("sp", "Social protection"),
    ess: await open("ess", "Employment"),
  };
  await addPartner(stores.sp, stores.ess);
  await addPartner(stores.ess, stores.sp);
  const [sp, ess] = [await createHosted(stores.sp), await createHosted(stores.ess)];
  const node: Node = {
    hosted: new Map([["sp", sp] as const, ["ess", ess] as const]),
    standing: "integrated",
    demo: true,
    loopback: true,
    newId: uuidv7,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    decideMatch: () => Promise.resolve({ ok: false, code: "err.not_found" } satisfies Refusal),
    catchUp: () => Promise.resolve({ ok: false, why: "ended" }),
    digest: () => Promise.reject(new Error("nobody asks")),
    witness: { say: () => Promise.resolve({}), take: () => Promise.resolve() },
    wholeRecords: () => Promise.resolve({ ok: false, why: "ended" }),
    foresee: () => Promise.resolve([]),
    signOffs: createSignOffs([generateSigningKey()]),
    lineTo: () => null,
    ...change,
  };
  const app = Fastify();
  const unlike = watch(app);
  node.log.error = (details) => unlike.push(JSON.stringify(details));
  await registerStaffApi(app, node);
  await app.ready();
  return {
    app,
    node,
    sp,
    ess,
    unlike,
    pass: (ms) => {
      clock.ms += ms;
    },
    signIn: (persona) => signIn(app, persona),
    sql: (store, text, values = []) =>
      store.query({ name: `test-${createHash("md5").update(text).digest("hex")}`, text }, values),
    write: async (hosted, decide) => {
      const by = { name: "", role: "", system: hosted.store.system.id };
      const acting = { by, deed: "test", systems: hosted.systems, newId: uuidv7 };
      const acted = await act(hosted.store, acting, (ctx) => ({
        ok: true,
        changes: decide(ctx),
        result: null,
      }));
      if (!acted.ok) throw new Error(acted.code);
      return acted.changes;
    },
    async close() {
      await app.close();
      await Promise.all([stores.sp.close(), stores.ess.close()]);
      await database.drop();
    },
  };
}

/** Every answer is held against the schema of its door. */
function watch(app: FastifyInstance): string[] {
  const unlike: string[] = [];
  app.addHook("onSend", async (request, reply, payload) => {
    const { url, schema } = request.routeOptions;
    const responses = (schema?.response ?? {}) as Record<string, TSchema>;
    const expected = responses[reply.statusCode] ?? responses[`${String(reply.statusCode)[0]}xx`];
    if (!expected || typeof payload !== "string" || payload === "") return payload;
    const errors = Compile(expected).Errors(JSON.parse(payload));
    unlike.push(...errors.map((error) => `${url} ${error.instancePath} ${error.message}`));
    return payload;
  });
  return unlike;
}

export async function signIn(app: FastifyInstance, persona: string): Promise<Staff> {
  const answer = await app.inject({ method: "POST", url: "/api/v1/session", payload: { persona } });
  const cookie = answer.cookies.find((one) => one.name === "tandem_session")?.value ?? "";
  return staffWith(app, cookie);
}

export function staffWith(app: FastifyInstance, cookie: string): Staff {
  const ask = async (
    method: "GET" | "POST" | "DELETE",
    url: string,
    rest: { payload?: object; headers?: Record<string, string> } = {},
  ) => {
    const cookies = { tandem_session: cookie };
    const answer = await app.inject({ method, url: `/api/v1${url}`, cookies, ...rest });
    const body: unknown = answer.body === "" ? null : JSON.parse(answer.body);
    return { status: answer.statusCode, body, headers: answer.headers };
  };
  return {
    cookie,
    get: <T>(url: string) => ask("GET", url) as Promise<Answer<T>>,
    post: <T>(url: string, body: unknown, headers?: Record<string, string>) =>
      ask("POST", url, { payload: body as object, ...(headers ? { headers } : {}) }) as Promise<
        Answer<T>
      >,
    delete: (url: string) => ask("DELETE", url) as Promise<Answer<null>>,
  };
}

async function addPartner(store: Store, partner: Store): Promise<void> {
  const { id, kind, title } = partner.system;
  await store.query(
    {
      name: "test-partner",
      text: `insert into partners (system, id, kind, title, profile, origin, base_url, token_hash)
        values ($1, $2, $3, $4, 'local', '', '', $2)`,
    },
    [store.system.id, id, kind, title],
  );
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  await putAgreement(store, demoAgreement(store.system.id, id, store.system.kind, nowIso), id);
}

/** Links a record with the other system, as its first exchange does. */
export async function link(hosted: Hosted, partner: string, recordId: string): Promise<void> {
  await hosted.store.query(
    {
      name: "test-link",
      text: `insert into links (system, partner, key, record_id, how)
        select $1, $2, key, id, 'rule' from records where system = $1 and id = $3`,
    },
    [hosted.store.system.id, partner, recordId],
  );
}

let count = 0;
/** A grown-up member of a household, with an identifier of their own. */
export function member(change: Partial<NewMember> = {}): NewMember {
  count += 1;
  return {
    name: { given_name: "Amina", surname: "Diallo" },
    sex: "female",
    birth_date: "1991-04-12",
    relationship: "head",
    main_contact: true,
    identifiers: [{ type: "NATIONAL_ID", value: `CU-${100_000 + count}` }],
    in_full_time_education: false,
    ...change,
  };
}

export function household(...members: NewMember[]) {
  return { locality: "Rosehill", region: "North", members };
}
