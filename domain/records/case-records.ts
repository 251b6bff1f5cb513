import { Type } from "typebox";
import { ProgrammeDefinition } from "../programme/definition.ts";
import type { RecordTable } from "./field.ts";
import {
  AnyValue,
  Day,
  EnrolmentStatus,
  ProgrammeName,
  Ref,
  RefOrNone,
  ServiceCode,
  ServiceOutcome,
  Text,
  Worker,
} from "./values.ts";

const fixedByCreator = {
  class: "owned",
  owner: "creator",
  sensitivity: "personal",
  fixed: true,
} as const;
const byCreator = { class: "owned", owner: "creator", sensitivity: "personal" } as const;

/** A programme of one system, as both sides name it. */
export const programmeTable: RecordTable = {
  type: "Programme",
  wireType: "tandem:Programme",
  fields: {
    name: {
      ...byCreator,
      sensitivity: "open",
      schema: Text(200),
      dci: { path: "programme_name" },
    },
    programme_type: {
      ...byCreator,
      sensitivity: "open",
      schema: Text(60),
      dci: { path: "programme_type" },
    },
    definition: {
      ...byCreator,
      sensitivity: "open",
      schema: ProgrammeDefinition,
      dci: { path: "definition", extension: true },
    },
    /** The last day on which anybody is taken in; null: it goes on. Whoever is in it stays. */
    ends_on: {
      ...byCreator,
      sensitivity: "open",
      schema: Type.Union([Day, Type.Null()]),
      dci: { path: "ends_on", extension: true },
    },
  },
};

/** One person in one programme: a DCI Beneficiary per enrolment (digest 7.10). */
export const enrolmentTable: RecordTable = {
  type: "Enrolment",
  wireType: "Beneficiary",
  fields: {
    person: { ...fixedByCreator, schema: Ref, dci: { path: "member" } },
    programme: {
      parts: { id: { type: "text", indexed: true }, name: { type: "text" } },
      ...fixedByCreator,
      schema: ProgrammeName,
      dci: { path: "programme_identifier" },
    },
    status: {
      column: { type: "text", indexed: true },
      ...byCreator,
      schema: EnrolmentStatus,
      dci: { path: "enrolment_status", codes: "enrolment_status" },
    },
    reason: {
      ...byCreator,
      schema: Text(500),
      dci: { path: "status_reason", extension: true },
    },
    effective_date: {
      column: { type: "date", indexed: true },
      ...byCreator,
      schema: Day,
      dci: { path: "status_change_date" },
    },
    // When the person was, or will be, told of it.
    notice_date: {
      ...byCreator,
      schema: Type.Union([Day, Type.Null()]),
      dci: { path: "notice_date", extension: true },
    },
    enrolment_date: {
      column: { type: "date", indexed: true },
      ...fixedByCreator,
      schema: Day,
      dci: { path: "enrolment_date" },
    },
    // After a death that was taken back: from when the payments that stopped are owed.
    arrears_from: {
      ...byCreator,
      schema: Type.Union([Day, Type.Null()]),
      dci: { path: "arrears_from", extension: true },
    },
    // Public works: what the site's lists say, and what whoever pays has paid.
    days_worked: {
      ...byCreator,
      schema: Type.Number({ minimum: 0, maximum: 10_000 }),
      dci: { path: "days_worked", extension: true },
    },
    days_paid: {
      ...byCreator,
      schema: Type.Number({ minimum: 0, maximum: 10_000 }),
      dci: { path: "days_paid", extension: true },
    },
    end_reason: {
      schema: Text(60),
      class: "local",
      owner: "any",
      sensitivity: "personal",
      dci: null,
    },
  },
};

/** A service delivered: what, to whom, by whom, when, how much, or refused or not available. */
export const serviceTable: RecordTable = {
  type: "Service",
  wireType: "tandem:Service",
  fields: {
    person: { ...fixedByCreator, schema: Ref, dci: { path: "member" } },
    service: { ...fixedByCreator, schema: ServiceCode, dci: { path: "service" } },
    on: { ...fixedByCreator, schema: Day, dci: { path: "date" } },
    quantity: { ...fixedByCreator, schema: Text(60), dci: { path: "quantity" } },
    outcome: { ...byCreator, schema: ServiceOutcome, dci: { path: "outcome" } },
    by: { ...fixedByCreator, schema: Worker, dci: { path: "delivered_by" } },
    // The promise it keeps, where it stands in a plan that both offices see.
    step: { ...fixedByCreator, schema: RefOrNone, dci: { path: "step", extension: true } },
    note: {
      schema: Text(1000),
      class: "local",
      owner: "any",
      sensitivity: "sensitive",
      dci: null,
    },
  },
};

/**
 * A change asked for by someone who does not own the field. It is a record like any other, so it
 * reaches the owner (`to`) with the same guarantees, also through others; the decision is the owner's.
 */
export const proposalTable: RecordTable = {
  type: "Proposal",
  wireType: "tandem:Proposal",
  fields: {
    person: { ...fixedByCreator, schema: Ref, dci: { path: "member" } },
    target: { ...fixedByCreator, schema: Ref, dci: { path: "target" } },
    to: { ...fixedByCreator, schema: Text(99), dci: { path: "proposed_to" } },
    field: { ...fixedByCreator, schema: Text(60), dci: { path: "field" } },
    value: {
      ...fixedByCreator,
      schema: AnyValue,
      sensitivity: "sensitive",
      dci: { path: "value" },
    },
    base: { ...fixedByCreator, schema: Text(60), dci: { path: "base" } },
    reason: { ...fixedByCreator, schema: Text(500), dci: { path: "reason" } },
    by: { ...fixedByCreator, schema: Worker, dci: { path: "proposed_by" } },
    decision: {
      schema: Text(20),
      class: "owned",
      owner: "addressee",
      sensitivity: "personal",
      dci: { path: "decision" },
    },
    decision_reason: {
      schema: Text(500),
      class: "owned",
      owner: "addressee",
      sensitivity: "personal",
      dci: { path: "decision_reason" },
    },
    decided_by: {
      schema: Worker,
      class: "owned",
      owner: "addressee",
      sensitivity: "personal",
      dci: { path: "decided_by" },
    },
  },
};
