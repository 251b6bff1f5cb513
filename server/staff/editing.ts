import type { Static } from "typebox";
import { refused, type Deciding, type Refusal } from "../../domain/change.ts";
import { changeEmployment } from "../../domain/case-work.ts";
import { editFields, type Edited } from "../../domain/editing.ts";
import { sameJson, type Json } from "../../domain/json.ts";
import { valueOf, type RecordState, type StoredRecord } from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import { act } from "../../store/act.ts";
import { loadForEdit } from "../../store/load.ts";
import { EditBody, EditResult, EmploymentBody } from "../api/work-schemas.ts";
import { PreviewView } from "../api/preview-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import type { ClaimRow } from "../../store/claims.ts";
import { partnerById } from "../../store/partners.ts";
import { isPlain, prepare } from "../telling.ts";
import { done, post, type Call, type Doors } from "./doors.ts";
import { lawFields } from "./field-view.ts";
import { showJoined } from "./joining.ts";
import { proposableTo, todayOf } from "./loading.ts";
import { preview, type DecideCall } from "./previewing.ts";

const changes_max = 50;

/** Edits of people and households: saved where the field is ours, else proposed to its owner. */
export function editingRoutes(doors: Doors): void {
  const edit = {
    url: "/records/:id/edit",
    summary: "Edit fields of a person or household",
    body: EditBody,
    answer: EditResult,
  };
  post(doors, edit, async (call) => {
    const { body, hosted } = call;
    const fault = faultIn(body, todayOf(hosted));
    if (fault) return fault;
    const changes = body.changes as Record<string, Json>;
    return edited(call, recordDoor, (ctx, record, partners, shown) =>
      editFields(ctx, record, partners, {
        changes,
        shown,
        reason: body.reason ?? "",
        ...(body.seen ? { seen: body.seen } : {}),
      }),
    );
  });

  const employment = {
    url: "/people/:id/employment",
    summary: "Work found, lost or changed",
    body: EmploymentBody,
    answer: EditResult,
  };
  post(doors, employment, (call) => edited(call, employmentDoor, workEdit(call.body)));
  const foreseen = {
    url: "/people/:id/employment/preview",
    summary: "What each partner would be told of it; nothing is kept",
    body: EmploymentBody,
    answer: PreviewView,
    reads: true as const,
  };
  post(doors, foreseen, async (call) => {
    const edit = deciding(employmentDoor, workEdit(call.body));
    const said = await preview(doors, call, employmentDoor.deed, edit);
    return said.ok ? said : pointed(said, employmentDoor.at);
  });
}

function workEdit(body: Static<typeof EmploymentBody>): Edit {
  const { employment_status, unemployment_reason, job, reason } = body;
  const input = {
    employment_status,
    ...(unemployment_reason ? { unemployment_reason } : {}),
    ...(job ? { job: job as Json } : {}),
    reason: reason ?? "",
  };
  return (ctx, person, partners) => changeEmployment(ctx, person, partners, input);
}

export type Edit = (
  ctx: Deciding,
  record: StoredRecord,
  partners: SystemId[],
  shown: RecordState,
) => Edited | Refusal;

/** What the worker saw of a record that others were joined into. */
async function shownOf(hosted: Hosted, record: StoredRecord): Promise<RecordState> {
  const { records } = await showJoined(hosted, [record], record.id);
  return records.find(({ id }) => id === record.id)?.state ?? record.state;
}

/** Which records a door edits, its name in the audit log, and where in the body its fields stand. */
const recordDoor = { types: ["Person", "Household"], deed: "record.edit", at: "/changes/" };
const employmentDoor = { types: ["Person"], deed: "employment.change", at: "/" };

/** How a door's edit is decided: of the record as its worker saw it, with what its owners are asked. */
export function deciding(door: typeof recordDoor, edit: Edit): DecideCall<unknown, Edited> {
  return (call) => async (ctx) => {
    const { store, hosted, id } = call;
    const loaded = await loadForEdit(store, id);
    if (!loaded || !door.types.includes(loaded.record.type)) return refused("err.not_found");
    const { record, partners, joined } = loaded;
    const shown = joined ? await shownOf(hosted, record) : record.state;
    const decided = edit(ctx, record, partners, shown);
    if (!decided.ok) return decided;
    const claims = await claimsOf(call, ctx, record, decided);
    const unsayable = [...(await notShared(hosted, record, decided)), ...claims.refused];
    if (unsayable.length > 0) return refused("err.not_shared", unsayable);
    const lost = notShown(record, decided);
    if (lost.length > 0) return refused("err.transition", lost);
    const also = claims.rows.length > 0 ? { also: { claims: claims.rows } } : {};
    return { ok: true, changes: decided.changes, ...also, result: decided };
  };
}

export async function edited(call: Call<unknown>, door: typeof recordDoor, edit: Edit) {
  const { store, hosted } = call;
  const acted = await act(store, call.acting(door.deed), deciding(door, edit)(call));
  if (!acted.ok) return pointed(acted, door.at);
  const { saved, sent } = acted.result;
  return done({
    saved,
    sent: sent.map(({ field, proposalId, to }) => ({
      field,
      proposal_id: proposalId,
      to: systemRef(hosted, to),
    })),
  });
}

/** A plain partner keeps no proposals: what it owns goes to it as a claim, in the same transaction. */
async function claimsOf(
  call: Call<unknown>,
  ctx: Deciding,
  record: StoredRecord,
  { changes, sent }: Edited,
): Promise<{ rows: ClaimRow[]; refused: string[] }> {
  const { hosted, session } = call;
  const rows: ClaimRow[] = [];
  const refusals: string[] = [];
  for (const { field, proposalId, to } of sent) {
    const partner = await partnerById(hosted.store, to);
    if (!partner || !isPlain(partner.profile)) continue;
    const proposal = changes.find((change) => change.record.id === proposalId);
    const value = proposal ? (valueOf(proposal.after, "value") ?? null) : null;
    const reason = proposal?.reason ?? "";
    const teller = {
      id: ctx.newId(),
      nowIso: ctx.nowIso,
      by: session.worker.name,
      proposal: proposalId,
    };
    const what = { kind: "claim" as const, field, value, reason };
    const told = record.type === "Person" ? await prepare(hosted, to, record, what, teller) : null;
    if (told?.ok) rows.push(told.row);
    else refusals.push(field);
  }
  return { rows, refused: refusals };
}

/** Proposals that no agreement lets us send. */
async function notShared(
  hosted: Hosted,
  record: StoredRecord,
  { sent }: Edited,
): Promise<string[]> {
  if (sent.length === 0) return [];
  const proposable = await proposableTo(hosted);
  return sent
    .map(({ field }) => field)
    .filter((field) => !proposable.has(`${record.type}.${field}`));
}

function faultIn(body: EditBody, today: string): Refusal | null {
  const fields = Object.keys(body.changes);
  if (fields.length === 0 || fields.length > changes_max) {
    return refused("err.bad_input", ["/changes"]);
  }
  const law = fields.filter((field) => lawFields.includes(field));
  if (law.length > 0) return pointed(refused("err.field.fixed", law), recordDoor.at);
  const { birth_date } = body.changes;
  const unborn = typeof birth_date === "string" && birth_date > today;
  return unborn ? refused("err.bad_input", ["/changes/birth_date"]) : null;
}

/**
 * Fields whose new value would not show after the merge (a step down in the lattice of vital status,
 * a value that the owner's own outranks): to say "saved" would be a lie.
 */
function notShown(record: StoredRecord, decided: Edited): string[] {
  const own = decided.changes.find((change) => change.record.id === record.id);
  return Object.entries(own?.delta.fields ?? {})
    .filter(([field, [version]]) => own && !sameJson(valueOf(own.after, field), version?.v))
    .map(([field]) => field);
}

export function pointed(refusal: Refusal, at: string): Refusal {
  if (!refusal.fields) return refusal;
  return { ...refusal, fields: refusal.fields.map((field) => `${at}${field}`) };
}
