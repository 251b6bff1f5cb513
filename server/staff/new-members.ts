import { refused, type Refusal } from "../../domain/change.ts";
import { isValid } from "../../domain/editing.ts";
import { normalIdentifier } from "../../domain/matching.ts";
import type { NewMember as Member } from "../../domain/registration.ts";
import type { NewMember } from "../api/work-schemas.ts";

/**
 * Members as typed, as the domain takes them: only what the record table allows, empty means absent.
 * Refuses births in the future, members without a letter in their name, and one identifier twice.
 */
export function readMembers(
  typed: readonly NewMember[],
  today: string,
): { ok: true; members: Member[] } | Refusal {
  const members = typed.map(readMember);
  const bad = members.flatMap((member, index) => badParts(member, `/members/${index}`, today));
  const seen = new Set<string>();
  for (const [m, member] of members.entries()) {
    for (const [i, one] of member.identifiers.entries()) {
      const name = `${one.identifier_type}\n${normalIdentifier(one.identifier_value)}`;
      if (seen.has(name)) bad.push(`/members/${m}/identifiers/${i}`);
      seen.add(name);
    }
  }
  return bad.length > 0 ? refused("err.bad_input", bad) : { ok: true, members };
}

function readMember(typed: NewMember): Member {
  const { given_name, surname, second_name } = typed.name;
  const member: Member = {
    name: { given_name: given_name.trim(), surname: surname.trim() },
    sex: typed.sex,
    birth_date: typed.birth_date,
    relationship: typed.relationship,
    main_contact: typed.main_contact,
    identifiers: typed.identifiers.map(({ type, value, issuer }) => ({
      identifier_type: type,
      identifier_value: value.trim(),
      ...(issuer ? { issuer } : {}),
    })),
    in_full_time_education: typed.in_full_time_education,
  };
  if (second_name?.trim()) member.name.second_name = second_name.trim();
  if (typed.phone_number?.trim()) member.phone_number = typed.phone_number.trim();
  if (typed.employment_status !== undefined) {
    member.employment_status = typed.employment_status;
  }
  if (typed.left_out) member.left_out = true;
  return member;
}

function badParts(member: Member, at: string, today: string): string[] {
  const bad: string[] = [];
  if (member.birth_date > today) bad.push(`${at}/birth_date`);
  for (const part of ["given_name", "surname"] as const) {
    if (member.name[part] === "") bad.push(`${at}/name/${part}`);
  }
  for (const [index, one] of member.identifiers.entries()) {
    const empty = normalIdentifier(one.identifier_value) === "";
    if (empty || !isValid("Person", "identifiers", [one])) bad.push(`${at}/identifiers/${index}`);
  }
  return bad;
}
