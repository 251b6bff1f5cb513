import type { Change, Deciding } from "./change.ts";
import { elementId, newRecord, ownChange } from "./editing.ts";
import type { Json } from "./json.ts";
import { mayBeOffered, type OfferResult } from "./offer.ts";
import { emptyState } from "./record.ts";
import type { EmploymentStatus, Identifier, Name, Sex } from "./records/values.ts";

export interface NewMember {
  name: Name;
  sex: Sex;
  birth_date: string;
  relationship: string;
  main_contact: boolean;
  identifiers: Identifier[];
  phone_number?: string;
  email?: string;
  in_full_time_education: boolean;
  employment_status?: EmploymentStatus;
  left_out?: boolean;
  languages?: string[];
  employment_info?: Json[];
}
export interface NewHousehold {
  number: string;
  locality: string;
  region: string;
  address_line?: string;
  members: NewMember[];
}
export interface Registration {
  changes: Change[];
  householdId: string;
  members: { personId: string; member: NewMember; offer: OfferResult }[];
}

/**
 * PRS.EMP.04 example 1, steps 1 and 2: a household is registered, and every member who may be
 * offered work support is offered it, in the same change, with the reasons.
 */
export function registerHousehold(ctx: Deciding, input: NewHousehold): Registration {
  const household = newRecord(ctx, "Household");
  const changes = [
    ownChange(
      ctx,
      household,
      {
        fields: present({
          number: input.number,
          group_type: "household",
          locality: input.locality,
          region: input.region,
          address_line: input.address_line,
          group_size: input.members.length,
          registration_date: ctx.nowIso.slice(0, 10),
        }),
      },
      "household.registered",
    ),
  ];
  const members = input.members.map((member) => {
    const registered = registerMember(ctx, member, household.key, household.id);
    changes.push(registered.change);
    return { personId: registered.change.record.id, member, offer: registered.offer };
  });
  return { changes, householdId: household.id, members };
}

function registerMember(
  ctx: Deciding,
  member: NewMember,
  householdKey: string,
  householdId: string,
): { change: Change; offer: OfferResult } {
  const person = newRecord(ctx, "Person", { household: householdId });
  const fields = present({
    name: member.name,
    sex: member.sex,
    birth_date: member.birth_date,
    vital_status: "alive",
    phone_number: member.phone_number,
    email: member.email,
    in_full_time_education: member.in_full_time_education,
    employment_status: member.employment_status,
    household: householdKey,
    relationship: member.relationship,
    main_contact: member.main_contact,
    left_out: member.left_out,
    registration_date: ctx.nowIso.slice(0, 10),
  });
  const shown = Object.entries(fields).map(([field, v]) => [field, [{ v, h: ctx.tick, o: "" }]]);
  const offer = mayBeOffered({ ...emptyState, fields: Object.fromEntries(shown) }, today(ctx));
  fields["work_offer"] = offer.fits ? "offered" : member.left_out ? "left_out" : "not_offered";
  const sets = {
    identifiers: elements(ctx, member.identifiers),
    languages: elements(ctx, member.languages ?? []),
    employment_info: elements(ctx, member.employment_info ?? []),
  };
  return { change: ownChange(ctx, person, { fields, sets }, "person.registered"), offer };
}

function elements(ctx: Deciding, values: Json[]): Record<string, Json> {
  return Object.fromEntries(values.map((value) => [elementId(ctx), value]));
}

function present(fields: Record<string, Json | undefined>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

function today(ctx: Deciding): string {
  return ctx.nowIso.slice(0, 10);
}
