import { Type } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { fixed } from "./plan-records.ts";
import { Hash } from "./plan-values.ts";
import { Ref, Text, Worker } from "./values.ts";

const fields: Record<string, FieldSpec> = {
  person: fixed(Ref, "member"),
  plan: fixed(Ref, "plan"),
  about: fixed(Hash, "about"),
  seen: fixed(
    Type.Record(Type.String({ pattern: "^[0-9a-f]{32}$" }), Type.String({ maxLength: 60 })),
    "seen",
  ),
  reason: fixed(Text(500), "reason"),
  person_agreed: fixed(Type.Boolean(), "person_agreed"),
  at: fixed(Text(40), "kept_at"),
  by: fixed(Worker, "kept_by"),
};

/**
 * Both lines of a conflict are kept, with a reason. The conflict is named by a hash, so that whoever
 * lacks one of its lines learns nothing of it; `seen` are stamps of what its lines said then, by a hash
 * of line and field.
 */
export const keptBothTable: RecordTable = {
  type: "KeptBoth",
  wireType: "tandem:KeptBoth",
  fields,
};

/** The same where private time is in it: the other office would learn that there is something to keep. */
export const keptHereTable: RecordTable = {
  type: "KeptHere",
  wireType: "tandem:KeptHere",
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, { schema }]): [string, FieldSpec] => [
      name,
      { schema, class: "local", owner: "any", sensitivity: "sensitive", dci: null },
    ]),
  ),
};
