/**
 * CD.COM.07 relationship_type (HL7 RoleCode style): the common part of its 107 codes. Gendered and
 * natural/step/foster variants outside this list stay text of the sender's. The directory's list and
 * definitions spell seven codes differently; both spellings are read.
 */
import type { CodeList } from "./codes.ts";

export const relationshipType: CodeList = {
  name: "relationship_type",
  version: "CD.COM.07",
  entries: [
    { value: "self", code: "SELF", label: "self", aliases: ["head of household"] },
    { value: "spouse", code: "SPS", label: "spouse", aliases: ["PRIMSPOUS"] },
    { value: "husband", code: "HUSB", label: "husband" },
    { value: "wife", code: "WIFE", label: "wife" },
    { value: "domestic_partner", code: "DOMPART", label: "domestic partner" },
    { value: "former_spouse", code: "FRMSPS", label: "former spouse" },
    { value: "child", code: "CHILD", label: "child", aliases: ["NCHILD"] },
    { value: "son", code: "SONC", label: "son", aliases: ["SON", "natural son"] },
    { value: "daughter", code: "DAUC", label: "daughter", aliases: ["DAU", "natural daughter"] },
    {
      value: "adopted_child",
      code: "CHILDADOPT",
      label: "adopted child",
      aliases: ["CHLDADOPT", "SONADOPT", "DAUADOPT"],
    },
    {
      value: "foster_child",
      code: "CHILDFOST",
      label: "foster child",
      aliases: ["CHLDFOST", "SONFOST", "DAUFOST"],
    },
    {
      value: "stepchild",
      code: "STPCHILD",
      label: "step child",
      aliases: ["stepchild", "STPSON", "STPDAU"],
    },
    { value: "child_in_law", code: "CHLDINLAW", label: "child in-law" },
    { value: "parent", code: "PRN", label: "parent", aliases: ["NPRN"] },
    { value: "father", code: "FTH", label: "father", aliases: ["NFTH"] },
    { value: "mother", code: "MTH", label: "mother", aliases: ["NMTH"] },
    { value: "step_parent", code: "STPPRN", label: "step parent", aliases: ["STPFTH", "STPMTH"] },
    {
      value: "foster_parent",
      code: "PRNFOST",
      label: "foster parent",
      aliases: ["FTHFOST", "FOSTMTH", "MTHFOST"],
    },
    { value: "parent_in_law", code: "PRNINLAW", label: "parent in-law" },
    { value: "sibling", code: "SIB", label: "sibling" },
    { value: "brother", code: "BRO", label: "brother", aliases: ["NBRO"] },
    { value: "sister", code: "SIS", label: "sister", aliases: ["NSIS"] },
    {
      value: "grandchild",
      code: "GRNDCHILD",
      label: "grandchild",
      aliases: ["GRNDSON", "GRANDSON", "GRNDDAU"],
    },
    { value: "grandparent", code: "GRPRN", label: "grandparent", aliases: ["GRFTH", "GRMTH"] },
    { value: "aunt", code: "AUNT", label: "aunt" },
    { value: "uncle", code: "UNCLE", label: "uncle" },
    { value: "cousin", code: "COUSN", label: "cousin" },
    {
      value: "niece_or_nephew",
      code: "NIENEPH",
      label: "niece/nephew",
      aliases: ["NEPHEW", "NEICE", "niece"],
    },
    { value: "in_law", code: "INLAW", label: "in-law" },
    { value: "extended_family", code: "EXT", label: "extended family member" },
    { value: "family_member", code: "FAMMEMB", label: "family member" },
  ],
};
