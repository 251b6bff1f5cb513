/** Programmes as screens read them, and as a supervisor writes them. */
import { Type, type Static } from "typebox";
import { InLanguages, ProgrammeDefinition } from "../../domain/programme/definition.ts";
import { Benefit } from "../../domain/programme/plan-rule.ts";
import { dataOptions, weekdays } from "../../domain/programme/words.ts";
import { AskableAttribute } from "./round-schemas.ts";
import { Actor, EnrolmentStatus, nullable, optional, SystemRef, text, words } from "./schemas.ts";

/** A condition of domain/criteria.ts, checked when it was read. */
const Criteria = Type.Unknown({ description: "Criteria" });

/** Which status may follow which; `start` is an enrolment that does not exist yet. */
const LawLine = Type.Object({
  from: Type.String({ description: "start, or label key enrolment_status.<status>" }),
  to: Type.Array(EnrolmentStatus),
});
const DataView = Type.Object({
  /** One of the standard's three options; null: a list of fields. */
  option: nullable(words([...dataOptions])),
  records: Type.Array(Type.Object({ type: Type.String(), fields: Type.Array(Type.String()) })),
});

export const ProgrammeView = Type.Object({
  id: Type.String(),
  /** As agreements and enrolments name it. */
  key: Type.String(),
  name: Type.String(),
  type: Type.String(),
  owner: SystemRef,
  yours: Type.Boolean(),
  /** Null: it has no definition, and the whole enrolment law holds. */
  definition: nullable(ProgrammeDefinition),
  /** Of the definition's field, for `seen`; null: nobody wrote one. */
  stamp: nullable(Type.String()),
  /** The last day on which anybody is taken in; null: it goes on. */
  ends_on: nullable(Type.String()),
  /** The law as it holds: what the definition lists, cut by the enrolment law. */
  law: Type.Array(LawLine),
  needs: nullable(DataView),
  shares: nullable(DataView),
  /** For whom it is, in a form every screen can read; null: no definition, or nobody can ask that. */
  criteria: nullable(Criteria),
  /** Partners whom an agreement in force lets know of its enrolments, and of what in them. */
  told: Type.Array(
    Type.Object({
      system: SystemRef,
      fields: Type.Array(Type.String(), { description: "label key field.<name>" }),
      ways: Type.Array(words(["subscription", "push"])),
    }),
  ),
  /** Whether this worker may write the definition. */
  may_define: Type.Boolean(),
});
export type ProgrammeView = Static<typeof ProgrammeView>;

export const ProgrammeLine = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.String(),
  owner: SystemRef,
  ends_on: nullable(Type.String()),
  purpose: nullable(Type.Record(Type.String(), Type.String())),
  /** What can be compared at one look; null: it has no definition. */
  facts: nullable(
    Type.Object({
      unit: words(["member", "household"]),
      criteria: nullable(Criteria),
      benefit: Benefit,
      conditions: Type.Array(InLanguages),
      statuses: Type.Array(EnrolmentStatus),
      days_off: Type.Array(words([...weekdays])),
    }),
  ),
});
export type ProgrammeLine = Static<typeof ProgrammeLine>;
export const ProgrammeList = Type.Object({
  items: Type.Array(ProgrammeLine),
  /** Whether this worker may write a new one. */
  may_open: Type.Boolean(),
});
export type ProgrammeList = Static<typeof ProgrammeList>;

/** Read as unknown: what is wrong with it is told place by place. */
const Definition = Type.Unknown({ description: "ProgrammeDefinition" });
export const CheckProgrammeBody = Type.Object({ definition: Definition });
export const CheckedProgramme = Type.Object({
  faults: Type.Array(Type.Object({ code: Type.String(), at: Type.String() })),
});
export type CheckedProgramme = Static<typeof CheckedProgramme>;
export const NewProgrammeBody = Type.Object({
  name: text(200),
  type: text(60),
  definition: Definition,
});
export const DefineProgrammeBody = Type.Object({
  definition: Definition,
  seen: optional(Type.String({ maxLength: 60 })),
});
export type NewProgrammeBody = Static<typeof NewProgrammeBody>;
export type DefineProgrammeBody = Static<typeof DefineProgrammeBody>;
export const EndProgrammeBody = Type.Object({
  /** The last day on which anybody is taken in; null takes the end back. */
  ends_on: nullable(Type.String({ maxLength: 10 })),
  reason: text(500),
});
export type EndProgrammeBody = Static<typeof EndProgrammeBody>;

/** What a definition is written with. */
export const ProgrammeWords = Type.Object({
  attributes: Type.Array(AskableAttribute),
  /** Fields that may leave, record by record. */
  records: Type.Array(
    Type.Object({
      type: Type.String(),
      fields: Type.Array(Type.Object({ name: Type.String(), sensitive: Type.Boolean() })),
    }),
  ),
  questions: Type.Array(Type.String({ description: "label key question.<code>" })),
  /** Services of referrals that an office of this kind answers. */
  services: Type.Array(Type.String({ description: "label key referral.service.<id>" })),
  types: Type.Array(Type.String(), { description: "What other programmes are called by kind" }),
});
export type ProgrammeWords = Static<typeof ProgrammeWords>;

export const ProgrammeMatchBody = Type.Object({
  unit: words(["member", "household"]),
  criteria: Criteria,
  /** The programme that is being changed; none: a new one. */
  programme: optional(Type.String({ maxLength: 99 })),
});
export type ProgrammeMatchBody = Static<typeof ProgrammeMatchBody>;
/** Who fits, of everybody known here; counted up to `most`. */
export const ProgrammeMatch = Type.Object({
  fit: Type.Integer(),
  most: Type.Integer(),
  /** Against the definition in force; null: there is none, or it is over another unit. */
  change: nullable(
    Type.Object({ before: Type.Integer(), more: Type.Integer(), fewer: Type.Integer() }),
  ),
  /** Some of those who fit, to look at. */
  some: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), household: nullable(Type.String()) }),
  ),
  /** Enrolments of the programme that stand now: they keep their status. */
  enrolled: Type.Integer(),
});
export type ProgrammeMatch = Static<typeof ProgrammeMatch>;

export const ProgrammeVersions = Type.Object({
  items: Type.Array(
    Type.Object({
      at: Type.String(),
      by: Actor,
      act: words(["opened", "defined", "ended"]),
      /** Parts of the definition that this version changed. */
      parts: Type.Array(Type.String({ description: "name of the part" })),
      ends_on: nullable(Type.String()),
      reason: Type.String(),
    }),
  ),
});
export type ProgrammeVersions = Static<typeof ProgrammeVersions>;
