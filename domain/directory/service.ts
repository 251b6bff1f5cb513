/** The service directory: what there is, for whom, with how many places. */
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { editFields, isValid, newRecord, ownChange } from "../editing.ts";
import type { Stamp } from "../hlc.ts";
import type { Json } from "../json.ts";
import { textOf, type StoredRecord } from "../record.ts";
import type { AccessKind, OpenHours, ServiceKind } from "../records/directory-records.ts";
import type { Lane } from "../records/plan-values.ts";

/** Services of one directory; a larger country has a directory per region. */
export const directory_services_max = 2_000;

/** What a service says of itself; see domain/records/directory-records.ts for the units. */
export interface ServiceInput {
  name: string;
  provider: string;
  kind: ServiceKind;
  lane: Lane;
  about: string;
  capacity: number | null;
  taken_elsewhere: number;
  hours: OpenHours[];
  zone: string;
  place: string;
  areas: string[];
  languages: string[];
  access: AccessKind[];
  phone: string;
  cost: string;
  needs: string;
  hours_per_week: number | null;
  weeks: number | null;
  valid_from: string | null;
  valid_until: string | null;
}

export type Listed = { ok: true; changes: Change[]; id: string } | Refusal;

/** Lists a service under a code of its own; the code stays, as steps name it. */
export function listService(
  ctx: Deciding,
  known: readonly StoredRecord[],
  code: string,
  input: ServiceInput,
): Listed {
  if (known.length >= directory_services_max) return refused("err.directory.full");
  if (known.some(({ state }) => textOf(state, "code") === code)) {
    return refused("err.directory.twice", ["/code"]);
  }
  const fields: Record<string, Json> = { code, ...jsonOf(input) };
  const bad = Object.keys(fields).filter(
    (name) => !isValid("DirectoryService", name, fields[name]),
  );
  const faults = [...bad.map((name) => `/${name}`), ...faultsIn(input)];
  if (faults.length > 0) return refused("err.bad_input", faults);
  const record = newRecord(ctx, "DirectoryService");
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "service.listed")],
    id: record.id,
  };
}

/** Edits what the worker saw; what changed meanwhile is refused as stale. */
export function editService(
  ctx: Deciding,
  service: StoredRecord,
  input: ServiceInput,
  seen: Readonly<Record<string, Stamp>>,
): Listed {
  const faults = faultsIn(input);
  if (faults.length > 0) return refused("err.bad_input", faults);
  const changes = jsonOf(input);
  const done = editFields(ctx, service, [], { changes, seen: { ...seen } }, "service.edited");
  return done.ok ? { ok: true, changes: done.changes, id: service.id } : done;
}

function jsonOf(input: ServiceInput): Record<string, Json> {
  return { ...input, hours: input.hours.map((one) => ({ ...one })) };
}

/** What no single field can know. */
function faultsIn({ name, hours, valid_from, valid_until }: ServiceInput): string[] {
  const bad: string[] = [];
  if (name.trim() === "") bad.push("/name");
  if (hours.some(({ from, to }) => to <= from)) bad.push("/hours");
  if (valid_from && valid_until && valid_until < valid_from) bad.push("/valid_until");
  return bad;
}

/** A code for a name: its Latin letters and figures; empty where it has none. */
export function codeOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
}
