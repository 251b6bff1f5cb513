import { Type } from "typebox";
import type { FieldSpec } from "./field.ts";
import { Instant } from "./referral.ts";
import { RefOrNone, Text, Worker } from "./values.ts";

/** What is said of a person's or a household's record itself: joined with another, or made by mistake. */
export const joiningFields: Record<"merged_into" | "merge_asked" | "withdrawn", FieldSpec> = {
  // Joined with another record of the same person or household (domain/merging.ts); null: parted again.
  merged_into: {
    schema: RefOrNone,
    class: "owned",
    owner: "sp",
    sensitivity: "personal",
    dci: { path: "merged_into", extension: true },
  },
  // Who asked that it be joined into another, while a second person has not decided; null: decided.
  merge_asked: {
    schema: Type.Union([
      Type.Object(
        {
          into: Text(160),
          id: Text(60),
          name: Text(300),
          reason: Text(500),
          by: Worker,
          at: Instant,
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ]),
    class: "local",
    owner: "any",
    sensitivity: "sensitive",
    dci: null,
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
