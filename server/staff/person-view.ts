import { defaultOfferAges, mayBeOffered, offerState } from "../../domain/offer.ts";
import { ageOn } from "../../domain/person-subject.ts";
import {
  creatorOf,
  emptyState,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../../domain/record.ts";
import type { EnrolmentStatus, ProgrammeName } from "../../domain/records/values.ts";
import { isShared, type Link } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import type { EnrolmentView, OfferView, PersonView, ServiceView } from "../api/schemas.ts";
import { systemRef } from "../hosting.ts";
import { fieldViews, namedFieldView, stampInstant, type Loaded } from "./field-view.ts";
import { actorOf } from "./proposal-view.ts";
import { joinedView } from "./joined-view.ts";
import { lawIn } from "./laws.ts";
import { isUndoable } from "./unlinking.ts";
import { isClosedInError, vitalView } from "./vital-view.ts";

/** A person as a screen shows it; `about` may hold other people's records too. */
export function personView(
  loaded: Loaded,
  person: StoredRecord,
  about: readonly StoredRecord[],
): PersonView {
  const own = about.filter((record) => record.subject === person.id);
  const { state } = person;
  return {
    id: person.id,
    household_id: person.household,
    name: displayName(valueOf(state, "name")),
    age: ageOn(valueOf(state, "birth_date"), loaded.today),
    relationship: textOf(state, "relationship"),
    main_contact: valueOf(state, "main_contact") === true,
    fields: fieldViews(loaded, person),
    vital: vitalView(loaded, person),
    offer: offerView(state, loaded.today),
    enrolments: own
      .filter((record) => record.type === "Enrolment")
      .map((enrolment) => enrolmentView(loaded, enrolment, person)),
    services: own
      .filter((record) => record.type === "Service")
      .map((service) => serviceView(loaded, service)),
    links: linkViews(loaded, person),
    ...joinedView(loaded, person),
  };
}

export function offerView(person: RecordState, today: string): OfferView {
  const { fits, reasons } = mayBeOffered(person, today, defaultOfferAges);
  const stamp = person.fields["work_offer"]?.[0]?.h;
  const state = offerState(person);
  return {
    fits,
    reasons,
    state,
    at: stamp !== undefined && state !== "not_offered" ? stampInstant(stamp) : null,
  };
}

export function enrolmentView(
  loaded: Loaded,
  enrolment: StoredRecord,
  person: StoredRecord | null,
): EnrolmentView {
  const { state } = enrolment;
  const owner = creatorOf(enrolment.key);
  const yours = owner === loaded.hosted.store.system.id;
  const programme = valueOf(state, "programme") as ProgrammeName | undefined;
  const status = textOf(state, "status") as EnrolmentStatus;
  return {
    id: enrolment.id,
    person_id: enrolment.subject ?? "",
    programme: { id: programme?.id ?? "", name: programme?.name ?? "" },
    status: {
      ...namedFieldView(loaded, enrolment, "status"),
      yours,
      owner: systemRef(loaded.hosted, owner),
    },
    reason: textOf(state, "reason"),
    effective_date: textOf(state, "effective_date") || null,
    notice_date: textOf(state, "notice_date") || null,
    arrears_from: textOf(state, "arrears_from") || null,
    restorable: yours && isClosedInError(enrolment, person),
    owner: systemRef(loaded.hosted, owner),
    yours,
    next: yours
      ? (lawIn(loaded.laws, enrolment)[status] ?? []).filter((one) => mayBe(one, person))
      : [],
  };
}

/** An enrolment ends by a death only once the death is confirmed. */
function mayBe(next: EnrolmentStatus, person: StoredRecord | null): boolean {
  return next !== "deceased" || textOf(person?.state ?? emptyState, "vital_status") === "confirmed";
}

function serviceView(loaded: Loaded, service: StoredRecord): ServiceView {
  const { state } = service;
  return {
    id: service.id,
    person_id: service.subject ?? "",
    service: textOf(state, "service"),
    on: textOf(state, "on"),
    quantity: textOf(state, "quantity"),
    outcome: textOf(state, "outcome") as ServiceView["outcome"],
    by: actorOf(loaded.hosted, valueOf(state, "by"), creatorOf(service.key)),
    note: textOf(state, "note"),
  };
}

/** One line per partner: the first link made with it. */
function linkViews(loaded: Loaded, person: StoredRecord): PersonView["links"] {
  const first = new Map<string, Link>();
  for (const link of loaded.links) {
    if (link.record_id === person.id && !first.has(link.partner)) first.set(link.partner, link);
  }
  return [...first.values()].map((link) => ({
    system: systemRef(loaded.hosted, link.partner),
    how: link.how,
    at: link.at.toISOString(),
    left: !isShared(link),
    undoable: loaded.links.some(
      (one) => one.record_id === person.id && one.partner === link.partner && isUndoable(one),
    ),
  }));
}
