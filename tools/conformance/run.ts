/** One run: the clauses in their order, each with the exchanges it was judged by. */
import { generateSigningKey, type SigningKey } from "../../wire/keys.ts";
import { createCaller, type Credentials, type SignProfile } from "./caller.ts";
import type { Checking, Target } from "./checking.ts";
import { Ended, type Clause, type Finding } from "./clause.ts";
import { createCutter, type Exchange } from "./evidence.ts";
import type { Inbox } from "./inbox.ts";
import { clauses as allClauses } from "./table.ts";

/** A partner the server knows. */
export interface Registered {
  senderId: string;
  credentials: Credentials;
  key?: SigningKey;
}

export interface RunOptions {
  baseUrl: string;
  system: "ess" | "sp";
  receiverId: string;
  self: Registered;
  other?: Registered;
  outsider?: Registered;
  inbox: Inbox;
  prefix?: string;
  sign?: SignProfile;
  identifier?: { type: string; value: string };
  recordType?: string;
  eventTypes?: readonly string[];
  attribute?: string;
  sortAttribute?: string;
  trigger?: () => Promise<string>;
  /** For one request, and for one callback. */
  timeoutMs?: number;
  waitMs?: number;
  quietMs?: number;
  /** Ids, or beginnings of ids, of the clauses to try. */
  only?: readonly string[];
  showRecords?: boolean;
  told?: (result: Result) => void;
}

/** One clause with what was found. */
export interface Result extends Omit<Clause, "run">, Finding {
  evidence: Exchange[];
  ms: number;
}

export interface Run {
  base_url: string;
  system: "ess" | "sp";
  receiver_id: string;
  sender_id: string;
  sign: SignProfile;
  started: string;
  ended: string;
  results: Result[];
}

const defaults = { timeoutMs: 15_000, waitMs: 15_000, quietMs: 4_000 };

export async function runConformance(options: RunOptions): Promise<Run> {
  const started = new Date().toISOString();
  const secrets = new Set<string>();
  const cutter = createCutter(() => [...secrets], options.showRecords ?? false);
  const log: { current: Exchange[] } = { current: [] };
  const at = checkingOf(options, secrets, log);
  const results: Result[] = [];
  for (const clause of chosen(options)) {
    log.current = [];
    const begun = Date.now();
    const finding = await found(clause, at);
    const { run: _, ...row } = clause;
    const evidence = log.current.map((one) => clean(one, cutter));
    const result = { ...row, ...finding, evidence, ms: Date.now() - begun };
    results.push(result);
    options.told?.(result);
  }
  return {
    base_url: options.baseUrl,
    system: options.system,
    receiver_id: options.receiverId,
    sender_id: options.self.senderId,
    sign: at.self.sign,
    started,
    ended: new Date().toISOString(),
    results,
  };
}

/** The clauses a run would try. */
export function chosen({ system, only }: Pick<RunOptions, "system" | "only">): readonly Clause[] {
  return allClauses.filter(
    (clause) =>
      (clause.system === "both" || clause.system === system) &&
      (only === undefined || only.some((id) => clause.id === id || clause.id.startsWith(`${id}.`))),
  );
}

async function found(clause: Clause, at: Checking): Promise<Finding> {
  try {
    return await clause.run(at);
  } catch (error) {
    if (error instanceof Ended) return error.finding;
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { verdict: "broken", said: [`The checker failed, not the server: ${why}`] };
  }
}

function checkingOf(
  options: RunOptions,
  secrets: Set<string>,
  log: { current: Exchange[] },
): Checking {
  const { baseUrl, prefix = "/registry", sign = "dci-cavage/jcs", inbox } = options;
  const { timeoutMs, waitMs, quietMs } = { ...defaults, ...given(options) };
  const note = (exchange: Exchange) => void log.current.push(exchange);
  const callerOf = (name: string, of: Registered | undefined) => {
    if (!of) return undefined;
    for (const secret of secretsOf(of.credentials)) secrets.add(secret);
    const key = of.key ?? generateSigningKey();
    inbox.publish(name, key);
    return createCaller({
      ...of,
      key,
      receiverId: options.receiverId,
      baseUrl,
      prefix,
      sign,
      replyTo: `${inbox.origin}${name}/registry`,
      timeoutMs,
      note,
      hide: (secret) => void secrets.add(secret),
    });
  };
  const self = callerOf("", options.self);
  if (!self) throw new TypeError("a run needs a partner");
  if (options.identifier && !options.showRecords) secrets.add(options.identifier.value);
  return {
    target: targetOf(options, prefix),
    inbox,
    self,
    other: callerOf("/other", options.other),
    outsider: callerOf("/outsider", options.outsider),
    trigger: options.trigger,
    waitMs,
    quietMs,
    note,
    once: rememberer(log),
  };
}

function given({ timeoutMs, waitMs, quietMs }: RunOptions) {
  return Object.fromEntries(
    Object.entries({ timeoutMs, waitMs, quietMs }).filter(([, value]) => value !== undefined),
  ) as Partial<typeof defaults>;
}

function targetOf(options: RunOptions, prefix: string): Target {
  const { credentials } = options.self;
  return {
    baseUrl: options.baseUrl,
    prefix,
    system: options.system,
    identifier: options.identifier,
    recordType: options.recordType ?? "Member",
    eventTypes: options.eventTypes ?? ["enrolment", "enrolment_status_change"],
    attribute: options.attribute ?? "age",
    sortAttribute: options.sortAttribute ?? "birth_date",
    clientSecret:
      "clientId" in credentials
        ? { id: credentials.clientId, secret: credentials.clientSecret }
        : undefined,
  };
}

function secretsOf(credentials: Credentials): string[] {
  if ("token" in credentials) return [credentials.token];
  return "clientSecret" in credentials ? [credentials.clientSecret] : [];
}

/** A step done once; whoever looks at it later has its exchanges as evidence too. */
function rememberer(log: { current: Exchange[] }): Checking["once"] {
  const done = new Map<string, { value: Promise<unknown>; exchanges: Exchange[] }>();
  return async <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const before = done.get(name);
    if (before) {
      log.current.push(...before.exchanges);
      return before.value as Promise<T>;
    }
    const from = log.current.length;
    const value = make();
    const step = { value, exchanges: [] as Exchange[] };
    done.set(name, step);
    try {
      return await value;
    } finally {
      step.exchanges = log.current.slice(from);
    }
  };
}

function clean(exchange: Exchange, cutter: (text: string) => string): Exchange {
  const { sent, got, what } = exchange;
  return {
    ...exchange,
    what: cutter(what),
    ...(sent === undefined ? {} : { sent: cutter(sent) }),
    ...(got === undefined ? {} : { got: cutter(got) }),
  };
}
