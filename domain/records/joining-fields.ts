import { Type } from "typebox";
import type { FieldSpec } from "./field.ts";
import { RefOrNone } from "./values.ts";

/** What is said of a person's or a household's record itself: joined with another, or made by mistake. */
export const joiningFields: Record<"merged_into" | "withdrawn", FieldSpec> = {
  // Joined with another record of the same person or household (domain/merging.ts); null: parted again.
  merged_into: {
    schema: RefOrNone,
    class: "owned",
    owner: "sp",
    sensitivity: "personal",
    dci: { path: "merged_into", extension: true },
  },
  // Made by mistake: leaves every list, and is kept.
  withdrawn: {
    schema: Type.Boolean(),
    class: "owned",
    owner: "creator",
    sensitivity: "open",
    dci: { path: "withdrawn", extension: true },
  },
};
