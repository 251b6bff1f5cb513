import { authorityOver, mayWrite } from "./authority.ts";
import type { Change, Deciding } from "./change.ts";
import { isValid, newRecord, ownChange } from "./editing.ts";
import { successor, stampZero } from "./hlc.ts";
import { sameJson, type Json, type JsonObject } from "./json.ts";
import { join } from "./merge.ts";
import {
  valueOf,
  valuesBefore,
  type RecordState,
  type StoredRecord,
  type Version,
} from "./record.ts";
import type { SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import type { News } from "./three-way.ts";

/**
 * A plain partner's view of a person we know, as changes: fields it may write are joined with our
 * receipt as their time; a differing value of a field we own becomes a proposal in its name.
 * Fields it does not mention are not touched. Of a list only the elements are taken that are news:
 * the partner's own, as it is the one that added them; of ours none is taken away.
 * `kept`: what is to be kept of its attributes that the record table does not know; null: as it is.
 * `newsIn`: what of a field is news, by what passed between the two before (three-way.ts). Where both
 * sides changed it, a shared field shows both values, and of any other the owner alone has its way.
 */
export function changeOfPlain(
  ctx: Deciding,
  person: StoredRecord,
  partner: SystemId,
  values: Record<string, Json>,
  kept: JsonObject | null = null,
  newsIn: (field: string, theirs: Json, ours: Json | undefined) => News = () => "theirs",
  listsIn: ListsIn = () => ({}),
): Change[] {
  const asPartner = inNameOf(ctx, partner);
  const holds = authorityOver(person.key, ctx.systems);
  const taken: Record<string, Json> = {};
  const beside = new Set<string>();
  const changes: Change[] = [];
  const lists: RecordState["sets"] = {};
  for (const [field, value] of Object.entries(values)) {
    const spec = fieldSpec(person.type, field);
    if (spec?.class === "set" && Array.isArray(value)) {
      const elements = elementsToWrite(asPartner, person, field, listsIn(field, value));
      if (Object.keys(elements).length > 0) lists[field] = elements;
      continue;
    }
    if (!spec || spec.class === "set" || spec.class === "local" || spec.fixed) continue;
    if (!isValid(person.type, field, value)) continue;
    const ours = valueOf(person.state, field);
    if (sameJson(ours, value)) continue;
    const news = newsIn(field, value, ours);
    if (news === "none") continue;
    const may = mayWrite(person, field, asPartner.self, [ctx.self.id], ctx.systems);
    const provisional = may === "write" && spec.class === "owned" && !holds(spec.owner, partner);
    const verdict = news === "both" && provisional ? "propose" : may;
    if (news === "both") beside.add(field);
    if (verdict === "write") taken[field] = value;
    else if (verdict === "propose") {
      changes.push(proposalOf(asPartner, ctx.self.id, person, field, value));
    }
  }
  const known = unknownOf(person, partner);
  if (kept !== null && !sameJson(known, kept))
    taken["unknown"] = withUnknown(person, partner, kept);
  if (Object.keys({ ...taken, ...lists }).length > 0) {
    changes.push(joined(asPartner, person, taken, beside, lists));
  }
  return changes;
}

/** What becomes of a list the partner told of: element id → value; null: it took its own away. */
export type ListsIn = (field: string, theirs: readonly Json[]) => Record<string, Json | null>;

/** Elements under the partner's name, each after whatever is known of it. */
function elementsToWrite(
  ctx: Deciding,
  person: StoredRecord,
  field: string,
  news: Record<string, Json | null>,
): Record<string, Version> {
  const known = person.state.sets[field] ?? {};
  const own = Object.entries(news).filter(
    ([id, v]) =>
      id.startsWith(`${ctx.self.id}:`) && (v === null || isValid(person.type, field, [v])),
  );
  return Object.fromEntries(
    own.map(([id, v]): [string, Version] => {
      const before = known[id];
      const h = before && before.h >= ctx.tick ? successor(before.h) : ctx.tick;
      const version: Version = { v: v ?? before?.v ?? null, h, o: ctx.self.id };
      return [id, v === null ? { ...version, gone: true } : version];
    }),
  );
}

/** Deciding in a partner's name, on what it told us. */
export function inNameOf(ctx: Deciding, partner: SystemId): Deciding {
  return {
    ...ctx,
    self: { id: partner, kind: ctx.systems.get(partner) ?? ctx.self.kind },
    by: { name: "", role: "system", system: partner },
  };
}

/** What is kept of a partner's attributes beyond the record table, for this partner alone. */
export function unknownOf({ state }: Pick<StoredRecord, "state">, partner: SystemId): JsonObject {
  const all = valueOf(state, "unknown");
  if (typeof all !== "object" || all === null || Array.isArray(all)) return {};
  const own = Object.hasOwn(all, partner) ? all[partner] : undefined;
  return typeof own === "object" && own !== null && !Array.isArray(own) ? own : {};
}

function withUnknown({ state }: StoredRecord, partner: SystemId, kept: JsonObject): Json {
  const all = valueOf(state, "unknown");
  const others = typeof all === "object" && all !== null && !Array.isArray(all) ? { ...all } : {};
  delete others[partner];
  return Object.keys(kept).length > 0 ? { ...others, [partner]: kept } : others;
}

/**
 * Values a partner wrote, with our receipt as their time. `beside`: shared fields it wrote without
 * knowing ours, which then stays readable beside its own.
 */
export function joined(
  ctx: Deciding,
  person: StoredRecord,
  values: Record<string, Json>,
  beside: ReadonlySet<string> = new Set(),
  lists: RecordState["sets"] = {},
): Change {
  const delta: RecordState = { fields: {}, sets: lists };
  for (const [field, v] of Object.entries(values)) {
    const known = person.state.fields[field]?.[0];
    const h = known && known.h >= ctx.tick ? successor(known.h) : ctx.tick;
    const fieldClass = fieldSpec(person.type, field)?.class;
    const version: Version = { v, h, o: ctx.self.id };
    if (fieldClass === "shared")
      version.b = beside.has(field) ? stampZero : (known?.h ?? stampZero);
    if (fieldClass === "terminal") version.n = known?.n ?? 0;
    delta.fields[field] = [version];
  }
  return {
    record: person,
    expected: person.version,
    delta,
    after: join(person.type, authorityOver(person.key, ctx.systems), person.state, delta),
    before: valuesBefore(person.state, delta),
    // Attributes we do not know are no edit of anything a screen shows.
    act: Object.keys({ ...values, ...lists }).every((field) => field === "unknown")
      ? "record.received"
      : "person.edited",
    reason: "",
    by: ctx.by,
    origin: ctx.self.id,
    // Arrival order stands in for the version the partner does not tell.
    originVersion: person.version + 1,
    at: ctx.nowIso,
    ownVersion: person.ownVersion,
  };
}

/** A proposal in a partner's name about one field of a record of ours, which is about this person. */
export function proposalOf(
  ctx: Deciding,
  to: SystemId,
  person: StoredRecord,
  field: string,
  value: Json,
  target: StoredRecord = person,
): Change {
  const record = newRecord(ctx, "Proposal", { subject: person.id, household: person.household });
  const fields: Record<string, Json> = {
    person: person.key,
    target: target.key,
    to,
    field,
    value,
    base: target.state.fields[field]?.[0]?.h ?? "",
    reason: "",
    by: { ...ctx.by },
  };
  return ownChange(ctx, record, { fields }, "proposal.made");
}
