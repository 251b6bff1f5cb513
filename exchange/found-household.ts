import type { Json, JsonObject } from "../domain/json.ts";
import type { Identifier, Name } from "../domain/records/values.ts";
import { membersOf } from "./canonical-form.ts";
import { standardProfile, type WritingProfile } from "./profiles.ts";
import { readPlain } from "./reading.ts";

/** A member as a registry's answer has them: the values it told, by our fields. */
export interface AnsweredMember {
  key: string;
  values: Record<string, Json>;
}

/** A Group of a search answer, whichever of the standard's spellings it came in. */
export interface AnsweredHousehold {
  key: string;
  values: Record<string, Json>;
  members: AnsweredMember[];
}

/**
 * Reads a Group (DO.EMP.03) of a search answer. Null: it has no name of its own to be spoken of by
 * (`@id` or a group identifier). Members without a name or anything that identifies them are left out.
 */
export function readHousehold(
  given: JsonObject,
  profile: WritingProfile = standardProfile,
): AnsweredHousehold | null {
  const values = readPlain("Household", given, profile);
  const key = nameOf(given) ?? textOf(values["number"]);
  if (key === undefined) return null;
  const { members } = membersOf(given);
  return {
    key,
    values,
    members: members.flatMap((member): AnsweredMember[] => {
      const told = readPlain("Person", member, profile);
      const own = nameOf(member) ?? identifiersOf(told)[0]?.identifier_value;
      return own === undefined || told["name"] === undefined ? [] : [{ key: own, values: told }];
    }),
  };
}

/** The values of a member that a round keeps; everything else the registry told is not kept. */
export function minimumOf({ key, values }: AnsweredMember): {
  key: string;
  name: Name;
  birth_date: string | null;
  identifiers: Identifier[];
} {
  return {
    key,
    name: values["name"] as Name,
    birth_date: textOf(values["birth_date"]) ?? null,
    identifiers: identifiersOf(values).slice(0, 10),
  };
}

function identifiersOf(values: Record<string, Json>): Identifier[] {
  return Array.isArray(values["identifiers"]) ? (values["identifiers"] as Identifier[]) : [];
}

const key_chars_max = 160;
function nameOf(given: JsonObject): string | undefined {
  const name = textOf(given["@id"]);
  return name !== undefined && name.length <= key_chars_max ? name : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
