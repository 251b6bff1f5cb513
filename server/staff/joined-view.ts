import { authorityOver } from "../../domain/authority.ts";
import { isWithdrawn, maySecond, mergeAsked } from "../../domain/merging.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import { displayName } from "../../store/projection.ts";
import type { PersonView } from "../api/schemas.ts";
import { systemRef } from "../hosting.ts";
import { stampInstant, type Loaded } from "./field-view.ts";
import { actorOf } from "./proposal-view.ts";

/** Under which other records a person or household is known too, and what this worker may do about that. */
export function joinedView(
  loaded: Loaded,
  record: StoredRecord,
): Pick<PersonView, "also_known" | "withdrawn" | "may_about" | "merge_asked"> {
  const losers = loaded.joined.get(record.id) ?? [];
  const withdrawn = isWithdrawn(record);
  return {
    also_known: losers.map((one) => {
      const [edge] = one.state.fields["merged_into"] ?? [];
      const number = textOf(one.state, "number");
      return {
        id: one.id,
        name: record.type === "Person" ? displayName(valueOf(one.state, "name")) : number,
        number,
        from: systemRef(loaded.hosted, edge?.o ?? creatorOf(one.key)),
        at: stampInstant(edge?.h ?? "000000000000-0000"),
      };
    }),
    withdrawn,
    may_about: mayAbout(loaded, record, withdrawn),
    merge_asked: askedView(loaded, record),
  };
}

function askedView({ hosted, worker }: Loaded, { state }: StoredRecord): PersonView["merge_asked"] {
  const asked = mergeAsked(state);
  if (!asked) return null;
  const { id: into, name, at, reason, by } = asked;
  const may = worker ? maySecond(asked, worker) : "second";
  return { into, name, at, reason, by: actorOf(hosted, { ...by }, by.system), may };
}

function mayAbout(
  { hosted, worker, joined }: Loaded,
  record: StoredRecord,
  withdrawn: boolean,
): PersonView["may_about"] {
  if (!worker) return [];
  const supervises = worker.role === "supervisor";
  const self = hosted.store.system.id;
  const owner = fieldSpec(record.type, "merged_into")?.owner ?? "sp";
  const isAuthority = authorityOver(record.key, hosted.systems)(owner, self);
  const isMaker = creatorOf(record.key) === self;
  return [
    ...(isAuthority && !withdrawn && !mergeAsked(record.state) ? (["merge"] as const) : []),
    ...(isAuthority && supervises && joined.has(record.id) ? (["unmerge"] as const) : []),
    ...(isMaker && supervises ? ([withdrawn ? "bring_back" : "withdraw"] as const) : []),
  ];
}
