import { authorityOver } from "../../domain/authority.ts";
import { isWithdrawn } from "../../domain/merging.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import { displayName } from "../../store/projection.ts";
import type { PersonView } from "../api/schemas.ts";
import { systemRef } from "../hosting.ts";
import { stampInstant, type Loaded } from "./field-view.ts";

/** Under which other records a person or household is known too, and what this worker may do about that. */
export function joinedView(
  loaded: Loaded,
  record: StoredRecord,
): Pick<PersonView, "also_known" | "withdrawn" | "may_about"> {
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
  };
}

function mayAbout(
  { hosted, worker }: Loaded,
  record: StoredRecord,
  withdrawn: boolean,
): PersonView["may_about"] {
  if (worker?.role !== "supervisor") return [];
  const self = hosted.store.system.id;
  const owner = fieldSpec(record.type, "merged_into")?.owner ?? "sp";
  const isAuthority = authorityOver(record.key, hosted.systems)(owner, self);
  const isMaker = creatorOf(record.key) === self;
  return [
    ...(isAuthority && !withdrawn ? (["merge"] as const) : []),
    ...(isMaker ? ([withdrawn ? "bring_back" : "withdraw"] as const) : []),
  ];
}
