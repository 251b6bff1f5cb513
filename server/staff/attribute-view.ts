import { findAttribute, type Attribute } from "../../domain/attributes.ts";
import { codeLists } from "../../exchange/profiles.ts";
import type { AskableAttribute } from "../api/round-schemas.ts";

/** An attribute as a criteria builder offers it, with the codes of its list. */
export function attributeView(
  { name, type, codes }: Attribute,
  of: "household" | "member",
): AskableAttribute {
  const found = findAttribute(of === "household" ? "Household" : "Person", name);
  const list = codes && found ? codeLists[codes] : undefined;
  const values = (list?.entries ?? []).map(({ value }) => value);
  return { name, of, type, codes: [...new Set(values)] };
}
