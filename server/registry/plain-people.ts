import type { Change, Deciding } from "../../domain/change.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { changeOfPlain, unknownOf, type ListsIn } from "../../domain/plain-receiving.ts";
import { provenBy } from "../../domain/proven.ts";
import { elementsOf, type StoredRecord } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { heardAlso, listNewsOf, newsOf, type Shadow } from "../../domain/three-way.ts";
import { keep } from "../../exchange/kept-attributes.ts";
import { readRecord } from "../../exchange/reading.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { afterChange } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadAbout } from "../../store/load.ts";
import type { Partner } from "../../store/partners.ts";
import {
  loadShadows,
  noShadow,
  readingFor,
  shadowHash,
  withReadings,
  type StoredShadow,
} from "../../store/shadows.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import type { Hearing } from "./hearing.ts";
import { findPerson } from "./known-person.ts";

/** What of a record is taken in that was found by asking; see delivery/search-digest.ts. */
export interface FoundNews {
  fields: ReadonlySet<string>;
  record_id: string;
  version: number;
}

/** Takes in what a plain partner says of people, one after the other. */
export class PlainPeople {
  readonly changes: Change[] = [];
  readonly known = new Map<string, StoredRecord>();
  readonly proven = new Set<string>();
  private readonly shadows = new Map<string, StoredShadow>();
  private readonly at: Hearing;
  private readonly partner: Partner;
  private readonly ctx: Deciding;

  constructor(at: Hearing, partner: Partner, ctx: Deciding) {
    this.at = at;
    this.partner = partner;
    this.ctx = ctx;
  }

  /** `only`: of what was found by asking, these fields, of this version of our record. */
  async take(record: JsonObject, only: FoundNews | null = null): Promise<void> {
    const { ctx, known, partner } = this;
    const { store } = this.at.door.hosted;
    const { values: all, rest } = readRecord("Person", record, profileOf(partner.terms.writing));
    const identifiers = all["identifiers"] as Identifier[] | undefined;
    const person = await findPerson(this.at, record, identifiers);
    if (!person) return;
    const now = known.get(person.id) ?? person;
    if (only && (now.id !== only.record_id || now.version !== only.version)) return;
    const values = only
      ? Object.fromEntries(Object.entries(all).filter(([field]) => only.fields.has(field)))
      : all;
    const kept = only ? null : keep(unknownOf(now, partner.id), rest);
    const shadow = this.shadows.get(person.id) ?? (await shadowOf(store, partner.id, person.id));
    const said = changeOfPlain(
      ctx,
      now,
      partner.id,
      values,
      kept,
      scalarNews(store, shadow),
      listNews(store, shadow, now, partner.id),
    );
    const readings = Object.entries(values).map(([field, value]): [string, string] => [
      field,
      readingFor(store, "Person", field, value),
    ]);
    const heard = heardAlso(shadow, new Map(readings));
    const stored = withReadings(shadow.stored, new Map(readings));
    this.shadows.set(person.id, { ...shadow, heard, stored });
    for (const change of said) {
      if (change.record.id === person.id) known.set(person.id, afterChange(now, change));
    }
    this.changes.push(...said);
    await this.prove(known.get(person.id));
  }

  /** What it says may prove that a proposal of ours was taken up. */
  private async prove(after: StoredRecord | undefined): Promise<void> {
    if (!after) return;
    const proposals = await loadAbout(this.at.door.hosted.store, [after.id], ["Proposal"]);
    for (const change of provenBy(this.ctx, after, this.partner.id, proposals)) {
      if (this.proven.has(change.record.id)) continue;
      this.proven.add(change.record.id);
      this.changes.push(change);
    }
  }

  shadowRows(): NonNullable<SideEffects["shadows"]> {
    return [...this.shadows].map(([record_id, { stored }]) => ({
      partner: this.partner.id,
      record_id,
      fields: stored ?? "{}",
    }));
  }
}

function scalarNews(store: Store, shadow: Shadow) {
  return (field: string, theirs: Json, ours: Json | undefined) =>
    newsOf(
      shadow,
      field,
      shadowHash(store, field, theirs),
      ours === undefined ? undefined : shadowHash(store, field, ours),
    );
}

/** Elements by what they are: a plain partner has no names for them. */
function listNews(store: Store, shadow: Shadow, { state }: StoredRecord, partner: string): ListsIn {
  return (field, theirs) => {
    const said = new Map(theirs.map((value) => [shadowHash(store, field, value), value]));
    const living = elementsOf(state, field).map(({ id, version }) => ({
      id,
      reading: shadowHash(store, field, version.v),
    }));
    const ours = new Set(living.map(({ reading }) => reading));
    const { added, removed } = listNewsOf(shadow, field, new Set(said.keys()), ours);
    const gone = living.filter(({ reading }) => removed.has(reading));
    return Object.fromEntries([
      ...gone.map(({ id }): [string, null] => [id, null]),
      ...[...added].map((reading): [string, Json] => [
        // The same element always gets the same name, though the partner gives none.
        `${partner}:${reading.slice(0, 32)}`,
        said.get(reading) ?? null,
      ]),
    ]);
  };
}

async function shadowOf(store: Store, partner: string, person: string): Promise<StoredShadow> {
  return (await loadShadows(store, partner, [person])).get(person) ?? noShadow;
}
