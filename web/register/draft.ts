/** The household form while it is being filled in, and what is still missing before it may be sent. */
export type MemberDraft = {
  key: string;
  given_name: string;
  second_name: string;
  surname: string;
  sex: string;
  birth_date: string;
  relationship: string;
  identifier_type: string;
  identifier_value: string;
  phone_number: string;
  employment_status: string;
  in_full_time_education: boolean;
  left_out: boolean;
};
export type Draft = {
  locality: string;
  region: string;
  address_line: string;
  main_contact: string;
  members: MemberDraft[];
};
/** A part that needs attention: the control's id and the catalogue key of the sentence. */
export type Problem = { id: string; key: string; at: number };

export function newMember(relationship: string): MemberDraft {
  return {
    key: crypto.randomUUID?.() ?? String(Math.random()),
    given_name: "",
    second_name: "",
    surname: "",
    sex: "",
    birth_date: "",
    relationship,
    identifier_type: "NID",
    identifier_value: "",
    phone_number: "",
    employment_status: "",
    in_full_time_education: false,
    left_out: false,
  };
}

export function newDraft(): Draft {
  const first = newMember("SELF");
  return { locality: "", region: "", address_line: "", main_contact: first.key, members: [first] };
}

/** The main contact is related to nobody but themselves; who was it before is asked again. */
export function withMainContact(draft: Draft, key: string): Partial<Draft> {
  const members = draft.members.map((one) => {
    if (one.key === key) return { ...one, relationship: "SELF" };
    return one.relationship === "SELF" ? { ...one, relationship: "" } : one;
  });
  return { main_contact: key, members };
}

export function problemsOf(draft: Draft, today: string): Problem[] {
  const place = (["locality", "region"] as const)
    .filter((part) => draft[part].trim() === "")
    .map((part) => ({ id: part, key: `register.missing.${part}`, at: -1 }));
  return [...place, ...draft.members.flatMap((member, at) => memberProblems(member, at, today))];
}

function memberProblems(member: MemberDraft, at: number, today: string): Problem[] {
  const needed = ["given_name", "surname", "sex", "birth_date", "relationship"] as const;
  const missing = needed
    .filter((part) => member[part].trim() === "")
    .map((part) => ({ id: controlId(member, part), key: `register.missing.${part}`, at }));
  const born = member.birth_date;
  const future = born !== "" && (born > today || born < "1900-01-01");
  return future
    ? [...missing, { id: controlId(member, "birth_date"), key: "register.wrong.birth_date", at }]
    : missing;
}

export function controlId(member: MemberDraft, part: string): string {
  return `m-${member.key}-${part}`;
}

/** The draft as POST /households takes it. */
export function bodyOf(draft: Draft) {
  const line = draft.address_line.trim();
  return {
    locality: draft.locality.trim(),
    region: draft.region.trim(),
    ...(line === "" ? {} : { address_line: line }),
    members: draft.members.map((member) => memberBody(member, draft.main_contact)),
  };
}

function memberBody(member: MemberDraft, mainContact: string) {
  const second = member.second_name.trim();
  const number = member.identifier_value.trim();
  const phone = member.phone_number.trim();
  return {
    name: {
      given_name: member.given_name.trim(),
      surname: member.surname.trim(),
      ...(second === "" ? {} : { second_name: second }),
    },
    sex: member.sex,
    birth_date: member.birth_date,
    relationship: member.relationship,
    main_contact: member.key === mainContact,
    identifiers: number === "" ? [] : [{ type: member.identifier_type, value: number }],
    in_full_time_education: member.in_full_time_education,
    ...(phone === "" ? {} : { phone_number: phone }),
    ...(member.employment_status === "" ? {} : { employment_status: member.employment_status }),
    ...(member.left_out ? { left_out: true } : {}),
  };
}
