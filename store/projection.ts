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
