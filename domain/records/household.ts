import { Type } from "typebox";
import type { RecordTable } from "./field.ts";
import { joiningFields } from "./joining-fields.ts";
import { Day, GroupType, Text } from "./values.ts";

/**
 * DO.EMP.03 Group. Its members are the Persons whose `household` names it, so that each partner
 * sees only those members that an agreement covers.
 */
export const householdTable: RecordTable = {
  type: "Household",
  wireType: "Group",
  fields: {
    number: {
      column: { type: "text", indexed: true },
      schema: Text(40),
      class: "owned",
      owner: "creator",
      sensitivity: "open",
      search: "identifier",
      fixed: true,
      dci: { path: "group_identifier" },
    },
    group_type: {
      column: { type: "text" },
      schema: GroupType,
      class: "owned",
      owner: "sp",
      sensitivity: "open",
      fixed: true,
      dci: { path: "group_type", codes: "assistance_unit" },
    },
    locality: {
      column: { type: "text", indexed: true },
      schema: Text(100),
      class: "owned",
      owner: "sp",
      sensitivity: "personal",
      dci: { path: "place.name" },
    },
    region: {
      column: { type: "text", indexed: true },
      schema: Text(100),
      class: "owned",
      owner: "sp",
      sensitivity: "personal",
      dci: { path: "place.contained_in_place.name" },
    },
    address_line: {
      schema: Text(200),
      class: "shared",
      owner: "any",
      sensitivity: "contact",
      dci: { path: "address", list: true },
    },
    // The first day at this address.
    moved_on: {
      schema: Day,
      class: "shared",
      owner: "any",
      sensitivity: "personal",
      dci: { path: "moved_on", extension: true },
    },
    poverty_score: {
      column: { type: "number", indexed: true },
      schema: Type.Number(),
      class: "owned",
      owner: "sp",
      sensitivity: "personal",
      dci: { path: "poverty_score" },
    },
    poverty_score_type: {
      schema: Text(60),
      class: "owned",
      owner: "sp",
      sensitivity: "sensitive",
      dci: { path: "poverty_score_type" },
    },
    group_size: {
      column: { type: "number", indexed: true },
      schema: Type.Integer(),
      class: "owned",
      owner: "sp",
      sensitivity: "personal",
      dci: { path: "group_size" },
    },
    registration_date: {
      column: { type: "date", indexed: true },
      schema: Day,
      class: "owned",
      owner: "creator",
      sensitivity: "open",
      fixed: true,
      dci: { path: "registration_date" },
    },
    ...joiningFields,
    notes: {
      schema: Text(2000),
      class: "local",
      owner: "any",
      sensitivity: "sensitive",
      dci: null,
    },
  },
};
