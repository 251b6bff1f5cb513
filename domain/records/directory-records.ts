import { Type, type Static } from "typebox";
import type { FieldSpec, RecordTable } from "./field.ts";
import { Text } from "./values.ts";

/** The office's own papers about offices and services: nothing of a person, and never sent. */
const local = (schema: FieldSpec["schema"]): FieldSpec => ({
  schema,
  class: "local",
  owner: "any",
  sensitivity: "open",
  dci: null,
});

/** Where somebody complains about an office, beside the office itself. */
export const ComplaintPlace = Type.Object(
  { name: Text(120), phone: Text(40), place: Text(200) },
  { additionalProperties: false },
);
export type ComplaintPlace = Static<typeof ComplaintPlace>;

/** How people reach an office of the plan; it stands on the paper they take home. One per system. */
export const officeTable: RecordTable = {
  type: "Office",
  wireType: "tandem:Office",
  fields: {
    /** The system it is the office of. */
    system: local(Text(99)),
    /** For whom to ask there. */
    ask_for: local(Text(120)),
    phone: local(Text(40)),
    hours: local(Text(120)),
    place: local(Text(200)),
    complaints: local(ComplaintPlace),
  },
};
