import type { Change } from "../domain/change.ts";
import { foldPhone, foldWords } from "../domain/folding.ts";
import { isWithdrawn } from "../domain/merging.ts";
import { identifiersOf } from "../domain/matching.ts";
import { creatorOf, textOf, valueOf } from "../domain/record.ts";
import type { Name } from "../domain/records/values.ts";
import type { Store } from "./database.ts";

/** What lists and searches read of a record: typed columns, folded words, blind identifiers. */
export interface Projection {
  id: string;
  person: boolean;
  name: string;
  birth_date: string | null;
  sex: string | null;
  offer_state: string;
  employment_status: string | null;
  household: string | null;
  from_partner: boolean;
  words: { word: string; kind: string }[];
  identifiers: { blind: string; type: string }[];
}

const searchable = new Set([
  "name",
  "birth_date",
  "sex",
  "work_offer",
  "employment_status",
  "phone_number",
  "identifiers",
  "household",
  "number",
  "merged_into",
  "withdrawn",
]);

/** Does a change begin a record, or touch what is searched or listed? */
export function touchesSearch({ expected, delta }: Change): boolean {
  const touched = [...Object.keys(delta.fields), ...Object.keys(delta.sets)];
  return expected === 0 || touched.some((field) => searchable.has(field));
}

/** Null for records that are not searched. */
export function projectionOf(store: Store, change: Change): Projection | null {
  const { record, after } = change;
  if (record.type === "Household") return householdProjection(store, change);
  if (record.type !== "Person") return null;
  if (isWithdrawn({ key: record.key, state: after })) return nothingOf(record.id);
  const name = displayName(valueOf(after, "name"));
  const phone = foldPhone(textOf(after, "phone_number"));
  return {
    id: record.id,
    person: true,
    name,
    birth_date: textOf(after, "birth_date") || null,
    sex: textOf(after, "sex") || null,
    offer_state: textOf(after, "work_offer") || "not_offered",
    employment_status: textOf(after, "employment_status") || null,
    household: record.household,
    from_partner: creatorOf(record.key) !== store.system.id,
    words: foldWords(name).map((word) => ({ word, kind: "name" })),
    identifiers: [
      ...identifiersOf(after).map((one) => ({
        blind: store.sealer.blind(one.identifier_type, one.issuer ?? "", one.identifier_value),
        type: one.identifier_type,
      })),
      // By value alone, for a worker who types a number without saying what it is.
      ...identifiersOf(after).map((one) => ({
        blind: store.sealer.blind("*", "", one.identifier_value),
        type: "*",
      })),
      ...(phone ? [{ blind: store.sealer.blind("phone", "", phone), type: "phone" }] : []),
    ],
  };
}

/** Of a record made by mistake nothing is found. */
function nothingOf(id: string): Projection {
  return {
    id,
    person: false,
    name: "",
    birth_date: null,
    sex: null,
    offer_state: "not_offered",
    employment_status: null,
    household: null,
    from_partner: false,
    words: [],
    identifiers: [],
  };
}

function householdProjection(store: Store, change: Change): Projection {
  const number = textOf(change.after, "number");
  return {
    ...nothingOf(change.record.id),
    name: number,
    household: change.record.id,
    identifiers: number ? [{ blind: store.sealer.blind("case", "", number), type: "case" }] : [],
  };
}

/** A name as a list shows it: given names, then surname. */
export function displayName(value: unknown): string {
  const name = (value ?? {}) as Partial<Name>;
  return [name.given_name, name.second_name, name.surname].filter(Boolean).join(" ");
}

/** The part of a statement that writes it, from the JSON at $25 (`more`). */
export const projectedParts = `
  p as (select x.* from more, jsonb_to_recordset(coalesce(j->'projections', '[]')) as x(
    id uuid, name text, birth_date date, sex text, offer_state text, employment_status text,
    household uuid, from_partner boolean, person boolean, words jsonb, identifiers jsonb)),
  people_put as (
    insert into people (system, id, name, birth_date, sex, offer_state, employment_status, household, from_partner)
    select $1, id, name, birth_date, sex, offer_state, employment_status, household, from_partner
    from p where person
    on conflict (system, id) do update set name = excluded.name, birth_date = excluded.birth_date,
      sex = excluded.sex, offer_state = excluded.offer_state,
      employment_status = excluded.employment_status, household = excluded.household),
  w as (select p.id, x.word, x.kind from p, jsonb_to_recordset(p.words) as x(word text, kind text)),
  words_gone as (
    delete from words t using p where t.system = $1 and t.id = p.id
      and not exists (select from w where w.id = t.id and w.word = t.word)),
  words_put as (
    insert into words (system, word, id, kind) select distinct on (id, word) $1, word, id, kind from w
    on conflict do nothing),
  i as (select p.id, x.blind, x.type from p, jsonb_to_recordset(p.identifiers) as x(blind text, type text)),
  identifiers_gone as (
    delete from identifiers t using p where t.system = $1 and t.id = p.id
      and not exists (select from i where i.id = t.id and i.blind = t.blind)),
  identifiers_put as (
    insert into identifiers (system, blind, type, id)
    select distinct on (id, blind) $1, blind, type, id from i on conflict do nothing)`;
