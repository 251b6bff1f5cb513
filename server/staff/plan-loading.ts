/** Everything that a plan's screen or a decision about it needs, read once. */
import type { KeyObject } from "node:crypto";
import { randomBytes } from "node:crypto";
import type { Agreement } from "../../domain/agreement.ts";
import type { Deciding } from "../../domain/change.ts";
import type { Hiding } from "../../domain/plan/hidden.ts";
import {
  bookOf,
  linesOf,
  plan_lines_read_max,
  plan_messages_read_max,
  planTypes,
  type PlanBook,
} from "../../domain/plan/plan-law.ts";
import {
  agreementOf,
  countedSignOffs,
  type AgreementOf,
  type SignOff,
} from "../../domain/plan/sign-off.ts";
import { draftOf, versionsOf } from "../../domain/plan/signing.ts";
import type { Terms } from "../../domain/plan/terms.ts";
import { creatorOf, type StoredRecord } from "../../domain/record.ts";
import type { RecordType, SystemId } from "../../domain/records/field.ts";
import { stepSubstance } from "../../domain/records/step-records.ts";
import { recordTables } from "../../domain/records/tables.ts";
import { loadJoined } from "../../store/aliases.ts";
import { isShared, isUuid, loadLinks, loadRecord } from "../../store/load.ts";
import { activeAgreement } from "../../store/partners.ts";
import { loadAboutAtMost } from "../../store/reading/plans.ts";
import { judgeStatement } from "../../wire/sign-off.ts";
import type { Hosted, Node } from "../hosting.ts";
import { sha256 } from "./sha256.ts";

export const hiding: Hiding = { sha256, newSalt: () => randomBytes(32).toString("hex") };

/** A person with everything of the person's plans. */
export interface Planning {
  person: StoredRecord;
  about: StoredRecord[];
  book: PlanBook | null;
  /** More records than are read as one plan. */
  tooLarge: boolean;
}

const records_read_max = 2 * plan_lines_read_max + plan_messages_read_max;

/** Of a person, under whatever record it was asked for; `planId` names an older plan. */
export async function loadPlanning(
  hosted: Hosted,
  personId: string,
  planId?: string,
): Promise<Planning | null> {
  const { store } = hosted;
  if (!isUuid(personId)) return null;
  const group = (await loadJoined(store, [personId])).get(personId);
  const root = group?.winner ?? personId;
  const [person, about] = await Promise.all([
    loadRecord(store, root),
    loadAboutAtMost(store, group?.members ?? [root], planTypes, records_read_max),
  ]);
  if (person?.type !== "Person") return null;
  const book = bookOf(about, planId);
  const isMany = book !== null && linesOf(book).length > plan_lines_read_max;
  return { person, about, book, tooLarge: isMany || about.length > records_read_max };
}

/** By one of its records: the plan itself, or a line of it. */
export async function loadPlanningOf(
  hosted: Hosted,
  recordId: string,
  types: readonly RecordType[],
): Promise<(Planning & { record: StoredRecord; book: PlanBook }) | null> {
  const record = await loadRecord(hosted.store, recordId);
  if (!record?.subject || !types.includes(record.type)) return null;
  const planId = record.type === "Plan" ? record.id : undefined;
  const planning = await loadPlanning(hosted, record.subject, planId);
  if (!planning?.book) return null;
  return { ...planning, book: planning.book, record };
}

/** How the plan stands agreed: the draft, its versions, the sign-offs that count. */
export interface Agreed {
  draft: { terms: Terms; root: string };
  versions: ReadonlyMap<string, Terms>;
  signOffs: SignOff[];
  agreement: AgreementOf;
  /** The terms that hold now. */
  inForce: Terms | null;
}

/** Signatures are judged by the keys pinned for the system that made each. */
export async function agreedOf(node: Node, hosted: Hosted, book: PlanBook): Promise<Agreed> {
  const signers = [...new Set(book.signOffs.map(({ key }) => creatorOf(key)))];
  const keys = new Map<SystemId, ReadonlyMap<string, KeyObject>>();
  for (const system of signers) keys.set(system, await node.signOffs.keysOf(hosted, system));
  const signOffs = countedSignOffs(book.signOffs, hosted.systems, (statement, signature) => {
    const known = keys.get(statement.system) ?? new Map<string, KeyObject>();
    return judgeStatement(statement, signature, known) === "holds";
  });
  const draft = draftOf(book, sha256);
  const versions = versionsOf(book, sha256);
  const agreement = agreementOf(signOffs, draft.root);
  const inForce = versions.get(agreement.inForce?.root ?? "") ?? null;
  return { draft, versions, signOffs, agreement, inForce };
}

/** Offices that have the plan too, and what of its substance their agreement does not share. */
export async function sharingOf(
  hosted: Hosted,
  person: StoredRecord,
): Promise<{ with: SystemId[]; missing: string[] }> {
  const { store } = hosted;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const links = (await loadLinks(store, [person.id])).filter(isShared);
  const partners = [...new Set(links.map(({ partner }) => partner))];
  const found: SystemId[] = [];
  const missing = new Set<string>();
  for (const partner of partners) {
    const agreement = await activeAgreement(store, store.system.id, partner, nowIso);
    if (!agreement?.records.Plan) continue;
    found.push(partner);
    for (const field of unsharedTerms(agreement)) missing.add(field);
  }
  return { with: found, missing: [...missing] };
}

/** What both must have to compute one root. */
function unsharedTerms({ records }: Agreement): string[] {
  const needed: [RecordType, readonly string[]][] = [
    ["Plan", ["person", "terms_version", "data_shared", "state", "opened_on"]],
    ["Goal", ["person", "plan", "text", "by", "how_known", "withdrawn"]],
    ["Step", ["person", "plan", "lane", "withdrawn", ...stepSubstance]],
    ["Unavailable", Object.keys(recordTables.Unavailable.fields)],
    ["PlanVersion", Object.keys(recordTables.PlanVersion.fields)],
    ["SignOff", Object.keys(recordTables.SignOff.fields).filter((field) => field !== "by")],
  ];
  return needed.flatMap(([type, fields]) =>
    fields.filter((field) => !records[type]?.includes(field)).map((field) => `${type}.${field}`),
  );
}

/** The name that the screen chose for what it makes; asked twice, it is made once. */
export function naming(ctx: Deciding, id: string | undefined): Deciding {
  let chosen = id;
  const newId = () => {
    const next = chosen ?? ctx.newId();
    chosen = undefined;
    return next;
  };
  return { ...ctx, newId };
}
