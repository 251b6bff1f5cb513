import { createHash } from "node:crypto";
import type { Change, Deciding } from "../../domain/change.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { takeEnrolment, type EnrolmentRefusal } from "../../domain/plain-enrolment.ts";
import { answerTo } from "../../domain/proposal.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { Identifier, ProgrammeName } from "../../domain/records/values.ts";
import { enrolmentsOf } from "../../exchange/canonical-form.ts";
import { readRecord } from "../../exchange/reading.ts";
import { isObject, listIn } from "../../exchange/spellings.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { afterChange } from "../../store/act.ts";
import { loadAbout, loadRecords, resolveKeys } from "../../store/load.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import { id_chars_max } from "../../wire/envelope.ts";
import { findPerson } from "./known-person.ts";
import type { Hearing } from "./hearing.ts";
import { hearOfOurs, toldEnrolment } from "./told-enrolments.ts";

/** What became of one Beneficiary. */
export interface TakenBeneficiary {
  /** Its own reference, key or the person's number, as the partner sent it; else its place. */
  reference: string;
  why: BeneficiaryRefusal | null;
}
export type BeneficiaryRefusal = EnrolmentRefusal | "no_person" | "a_group" | "several_programmes";

/** Reads Beneficiaries one after the other, each on the records as the one before left them. */
export class Beneficiaries {
  readonly changes: Change[] = [];
  readonly taken: TakenBeneficiary[] = [];
  readonly links: NonNullable<SideEffects["links"]> = [];
  /** What was said of enrolments of ours, once for each. */
  readonly shadows: NonNullable<SideEffects["shadows"]> = [];
  /** Records as they are after what was taken in before. */
  private readonly now: Map<string, StoredRecord>;
  private readonly knock: Hearing;
  private readonly ctx: Deciding;
  private readonly proposes: boolean;

  /** `proposes`: what is said of enrolments of ours becomes a proposal. */
  constructor(
    knock: Hearing,
    ctx: Deciding,
    now: ReadonlyMap<string, StoredRecord> = new Map(),
    proposes = false,
  ) {
    this.now = new Map(now);
    this.knock = knock;
    this.ctx = ctx;
    this.proposes = proposes;
  }

  /** A Beneficiary, flat as in the schema or nested as in the samples. Never makes up a person. */
  async take(given: JsonObject): Promise<void> {
    const profile = profileOf(this.knock.partner?.terms.writing);
    const [member] = listIn(given["member"] ?? given["household_member"]);
    const about = isObject(member) ? member : {};
    const identifiers = readRecord("Person", about, profile).values["identifiers"];
    const known = (identifiers ?? []) as unknown as Identifier[];
    const reference = this.referenceOf(given, known);
    const refuse = (why: BeneficiaryRefusal) => this.taken.push({ reference, why });
    if (!isObject(member)) return void refuse(given["group"] ? "a_group" : "no_person");
    if (enrolmentsOf(given).length > 1) return void refuse("several_programmes");
    const found = await findPerson(this.knock, about, known);
    if (!found) return void refuse("no_person");
    const person = this.now.get(found.id) ?? found;
    this.now.set(found.id, person);
    const { values } = readRecord("Enrolment", given, profile);
    if (await this.isOurs(person, given, values))
      return void this.taken.push({ reference, why: null });
    const why = await this.enrol(person, given, values);
    this.taken.push({ reference, why });
  }

  /**
   * One of ours that the partner was told of: it may only propose. Where each item is answered
   * (`sync/enrollment/updates`) it is refused instead, so that nobody takes a proposal for done.
   */
  private async isOurs(
    person: StoredRecord,
    given: JsonObject,
    values: Record<string, Json>,
  ): Promise<boolean> {
    if (!this.proposes) return false;
    const ours = await toldEnrolment(this.knock, given);
    if (ours?.subject !== person.id) return false;
    if (this.shadows.some(({ record_id }) => record_id === ours.id)) return true;
    const { changes, shadow } = await hearOfOurs(this.knock, this.ctx, person, ours, values);
    this.shadows.push(shadow);
    for (const change of changes) {
      if (change.record.type === "Proposal" && (await this.isReportedAlready(person, change)))
        continue;
      this.changes.push(change);
    }
    return true;
  }

  private async enrol(
    person: StoredRecord,
    given: JsonObject,
    values: Record<string, Json>,
  ): Promise<EnrolmentRefusal | null> {
    const partner = this.knock.partner?.id ?? "";
    const named = this.ownKey(given);
    if (named === null) return "not_its_enrolment";
    const programme = values["programme"] as ProgrammeName | undefined;
    const known = await this.knownEnrolment(person, named, programme?.id ?? "");
    if (known && known.subject !== person.id) return "not_its_enrolment";
    const key = known?.key ?? (named || derivedKey(partner, programme?.id ?? "", person.key));
    const taken = takeEnrolment(this.ctx, person, known, { partner, key, values });
    if (!taken.ok) return taken.why;
    const isNew = !known && taken.changes[0]?.record.type === "Enrolment";
    if (isNew) this.links.push(this.linkOf(taken.changes[0]?.record.id ?? "", key));
    for (const change of taken.changes) {
      if (await this.isReportedAlready(person, change)) continue;
      this.changes.push(change);
      const { id } = change.record;
      const record = this.now.get(id) ?? {
        ...change.record,
        version: change.expected,
        ownVersion: 0,
        state: change.after,
      };
      this.now.set(id, afterChange(record, change));
    }
    return null;
  }

  /** Under its own key, so that the partner may speak of it by that. */
  private linkOf(record_id: string, key: string): (typeof this.links)[number] {
    const { partner, door } = this.knock;
    const by_whom = door.hosted.store.system.id;
    return { partner: partner?.id ?? "", key, record_id, how: "new", evidence: "", by_whom };
  }

  /** One open report of a death is enough, however many programmes tell of it. */
  private async isReportedAlready(person: StoredRecord, change: Change): Promise<boolean> {
    if (change.record.type !== "Proposal" || textOf(change.after, "field") !== "vital_status") {
      return false;
    }
    const { store } = this.knock.door.hosted;
    const stored = await loadAbout(store, [person.id], ["Proposal"]);
    const isOpen = (proposal: Pick<StoredRecord, "key" | "state">) =>
      textOf(proposal.state, "field") === "vital_status" && answerTo(proposal) === null;
    const fresh = this.changes.filter(({ record }) => record.subject === person.id);
    const made = fresh.map(({ record, after }) => ({ key: record.key, state: after }));
    return [...stored, ...made].some(isOpen);
  }

  /** The partner's own name for it; "" where it has none; null: it is another system's. */
  private ownKey(given: JsonObject): string | null {
    const { partner, door } = this.knock;
    const id = given["@id"];
    if (typeof id !== "string" || !id.includes("/")) return "";
    const creator = creatorOf(id);
    if (creator === partner?.id) return id.length <= key_chars_max ? id : null;
    return creator === door.hosted.store.system.id || door.hosted.systems.has(creator) ? null : "";
  }

  /** By the partner's key, else the one it told us of for the same person and programme. */
  private async knownEnrolment(
    person: StoredRecord,
    key: string,
    programme: string,
  ): Promise<StoredRecord | null> {
    const { store } = this.knock.door.hosted;
    const fresh = [...this.now.values()].filter(({ type }) => type === "Enrolment");
    const byKey = key === "" ? undefined : (await resolveKeys(store, [key])).get(key);
    const stored = byKey
      ? [...(await loadRecords(store, [byKey.id])).values()]
      : await loadAbout(store, [person.id], ["Enrolment"]);
    const all = new Map([...stored, ...fresh].map((one) => [one.id, this.now.get(one.id) ?? one]));
    const named = [...all.values()].find(
      (one) => key !== "" && (one.key === key || one.id === byKey?.id),
    );
    if (named) return named;
    const same = (one: StoredRecord) =>
      creatorOf(one.key) === this.knock.partner?.id &&
      one.subject === person.id &&
      (valueOf(one.state, "programme") as ProgrammeName | undefined)?.id === programme;
    return [...all.values()].find(same) ?? null;
  }

  private referenceOf(given: JsonObject, identifiers: readonly Identifier[]): string {
    const said = [given["reference_id"], given["@id"], identifiers[0]?.identifier_value];
    const isReference = (one: unknown): one is string =>
      typeof one === "string" && /^[^\p{Cc}]+$/u.test(one) && one.length <= id_chars_max;
    // A type's name is no name of a record, though the samples write it there.
    const usable = said.filter(isReference).find((one) => !/^(\w+:)?Beneficiary$/i.test(one));
    return usable ?? `beneficiaries/${this.taken.length}`;
  }
}

const key_chars_max = 200;

/** The same enrolment always gets the same key, though its system gives none. */
function derivedKey(partner: string, programme: string, person: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([programme, person]))
    .digest("base64url");
  return `${partner}/enrolment-${hash.slice(0, 22)}`;
}
