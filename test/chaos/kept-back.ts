/**
 * What more than the agreement keeps from the partner: a programme shares less of its enrolments, and
 * a referral that nobody accepted yet tells the least of its person, and after its end nothing more.
 */
import { fieldsOf } from "../../domain/programme/data-options.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { textOf, valueOf } from "../../domain/record.ts";
import { recordTables } from "../../domain/records/tables.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import { partiesOf, referralKinds, referralMinimum, referralState } from "../../domain/referral.ts";
import type { LogRecord, Memory } from "./crash-proof.ts";

/** Whose it is and of which programme is always told. */
const always = ["person", "programme"];

/** The fields of a record that are not told, though the agreement lists them. */
export function keptBack(
  { system, records, byOwnKey, byKey }: Memory,
  record: LogRecord,
): ReadonlySet<string> {
  const fields = Object.keys(recordTables[record.type].fields);
  const all = [...records.values()];
  if (record.type === "Enrolment") {
    const { id } = (valueOf(record.state, "programme") ?? { id: "" }) as ProgrammeName;
    const programme = all.find(({ type, key }) => type === "Programme" && key === id);
    const definition = definitionOf(programme?.state);
    if (!definition) return new Set();
    const shared = [...always, ...(fieldsOf(definition.shares).Enrolment ?? [])];
    return new Set(fields.filter((field) => !shared.includes(field)));
  }
  if (record.type !== "Person") return new Set();
  const referrals = all.filter(({ type, key, state }) => {
    if (type !== "Referral" || partiesOf({ key, state })[0] !== system) return false;
    const person = textOf(state, "person");
    return (byOwnKey.get(person) ?? byKey.get(person)) === record.id;
  });
  if (referrals.length === 0) return new Set();
  const isOpen = referrals.some((one) => referralKinds[referralState(one)].open);
  return new Set(fields.filter((field) => !isOpen || !referralMinimum.includes(field)));
}
