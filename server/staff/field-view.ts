import { mayWrite, ownerAmong } from "../../domain/authority.ts";
import { stampMs } from "../../domain/hlc.ts";
import { sameJson, type Json } from "../../domain/json.ts";
import {
  concurrentVersions,
  creatorOf,
  elementsOf,
  textOf,
  writersOf,
  type StoredRecord,
  type Version,
} from "../../domain/record.ts";
import type { FieldSpec, SystemId } from "../../domain/records/field.ts";
import { recordTables } from "../../domain/records/tables.ts";
import type { Worker } from "../../domain/records/values.ts";
import type { ClaimLine } from "../../store/claims.ts";
import type { DeathTold } from "../../store/reading/deaths.ts";
import { isShared, type Link } from "../../store/load.ts";
import type { FieldView, Proposal, SystemRef } from "../api/schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import type { Laws } from "./laws.ts";
import { isWaiting, proposalView, wasRefusedLately } from "./proposal-view.ts";

/** What the views of a person or household are made of, loaded once for all of them. */
export interface Loaded {
  hosted: Hosted;
  today: string;
  partnerIds: readonly SystemId[];
  links: readonly Link[];
  /** What our agreements let us tell partners: nothing else can be proposed to them. */
  proposable: ReadonlySet<string>;
  /** Proposals in both directions about any of the records. */
  proposals: readonly StoredRecord[];
  /** Those of them that went to a plain partner as claims. */
  claims: readonly ClaimLine[];
  /** What was told of deaths, newest first, by person. */
  deaths: ReadonlyMap<string, readonly DeathTold[]>;
  /** What enrolments in our own programmes may do next. */
  laws: Laws;
  /** Who looks; null where what one may do is not shown. */
  worker: Worker | null;
  /** Winner → the records that were joined into it. */
  joined: ReadonlyMap<string, readonly StoredRecord[]>;
}

/** These have doors of their own (the offer, a death), with a law that an edit would go around. */
export const lawFields: readonly string[] = [
  "work_offer",
  "left_out",
  "vital_status",
  "death_date",
  "merged_into",
  "merge_asked",
  "withdrawn",
];
/** Not fields to a reader: they say where the record itself stands. */
const unseen: ReadonlySet<string> = new Set([
  "left_out",
  "merged_into",
  "merge_asked",
  "withdrawn",
]);

/** Every field a screen shows of a record, in the order of its table. */
export function fieldViews(loaded: Loaded, record: StoredRecord): FieldView[] {
  const waiting = proposalsAbout(loaded, record);
  return (
    Object.entries(recordTables[record.type].fields)
      .filter(([name, spec]) => !spec.fixed && !unseen.has(name))
      .map(([name, spec]) => {
        const proposals = waiting.filter((proposal) => proposal.field === name);
        return fieldView(loaded, record, name, spec, proposals);
      })
      // Another office's field that is not shared with us is not ours to see as "not known".
      .filter(
        (field) => field.yours || field.stamp !== "" || isProposable(loaded, record, field.name),
      )
  );
}

function isProposable({ proposable }: Loaded, record: StoredRecord, field: string): boolean {
  return proposable.has(`${record.type}.${field}`);
}

/** One field of a record by its name in the table. */
export function namedFieldView(loaded: Loaded, record: StoredRecord, name: string): FieldView {
  const spec = recordTables[record.type].fields[name];
  if (!spec) throw new Error(`${record.type} has no field ${name}`);
  const proposals = proposalsAbout(loaded, record).filter((one) => one.field === name);
  return fieldView(loaded, record, name, spec, proposals);
}

function fieldView(
  loaded: Loaded,
  record: StoredRecord,
  name: string,
  spec: FieldSpec,
  proposals: Proposal[],
): FieldView {
  const { hosted } = loaded;
  const { self, partners } = circle(loaded, record);
  const isSet = spec.class === "set";
  const [top] = isSet ? latestElement(record, name) : (record.state.fields[name] ?? []);
  return {
    name,
    value: isSet ? distinctValues(record, name) : valueIn(top),
    class: spec.class,
    owner: ownerOf(loaded, record, name, spec),
    yours: mayWrite(record, name, self, partners, hosted.systems) === "write",
    stamp: top?.h ?? "",
    from: top ? systemRef(hosted, top.o) : null,
    at: top ? stampInstant(top.h) : null,
    also:
      spec.class !== "shared"
        ? []
        : concurrentVersions(record.state, name).map((version) => ({
            value: version.v,
            from: systemRef(hosted, version.o),
            at: stampInstant(version.h),
          })),
    proposals,
  };
}

/** Both offices may have written down the same identifier: a person has it once. */
function distinctValues(record: StoredRecord, name: string): Json[] {
  const values = elementsOf(record.state, name).map(({ version }) => version.v);
  return values.filter((value, index) => values.findIndex((one) => sameJson(one, value)) === index);
}

/** Partners it is shared with, and systems whose versions of it partners forward. */
function circle(loaded: Loaded, record: StoredRecord) {
  const links = loaded.links.filter((link) => link.record_id === record.id && isShared(link));
  const partners = links.map((link) => link.partner);
  const behind = writersOf(record.state).filter(
    (id) => loaded.hosted.systems.has(id) && !loaded.partnerIds.includes(id),
  );
  const self = loaded.hosted.store.system;
  return { self, partners: [...new Set([...partners, ...behind])].filter((id) => id !== self.id) };
}

/** Our own system, or whom a proposal goes to, linked with the record or not; null when both may write. */
function ownerOf(
  loaded: Loaded,
  record: StoredRecord,
  name: string,
  spec: FieldSpec,
): SystemRef | null {
  if (spec.class !== "owned" && spec.class !== "terminal") return null;
  const { hosted } = loaded;
  const { self, partners } = circle(loaded, record);
  if (spec.owner === "creator") return systemRef(hosted, creatorOf(record.key));
  if (spec.owner === self.kind) return systemRef(hosted, self.id);
  const among = (candidates: readonly SystemId[]) =>
    ownerAmong(record, name, candidates, hosted.systems);
  const owner = among(partners) ?? among(loaded.partnerIds);
  return owner === null ? null : systemRef(hosted, owner);
}

function latestElement(record: StoredRecord, name: string): Version[] {
  const versions = Object.values(record.state.sets[name] ?? {});
  return versions.sort((a, b) => (a.h > b.h ? -1 : 1)).slice(0, 1);
}

function valueIn(version: Version | undefined): Json {
  return version?.v ?? null;
}

/** What waits, and what the owner refused lately: whoever proposed it sees why, beside the value. */
function proposalsAbout(loaded: Loaded, record: StoredRecord): Proposal[] {
  const one = [record, ...(loaded.joined.get(record.id) ?? [])];
  const ids = new Set(one.map(({ id }) => id));
  const names = loaded.links.filter((link) => ids.has(link.record_id)).map((link) => link.key);
  const keys = new Set([...one.map(({ key }) => key), ...names]);
  return loaded.proposals
    .filter((proposal) => keys.has(targetOf(proposal)))
    .filter(
      (proposal) =>
        isWaiting(proposal) || wasRefusedLately(proposal, loaded.hosted.store.clock.nowMs()),
    )
    .map((proposal) =>
      proposalView(loaded.hosted, proposal, record, circle(loaded, record).partners, loaded.claims),
    );
}

function targetOf(proposal: StoredRecord): string {
  return textOf(proposal.state, "target");
}

export function stampInstant(stamp: string): string {
  return new Date(stampMs(stamp)).toISOString();
}
