import { Type, type Static } from "typebox";
import { SystemRef } from "./schemas.ts";

/** One prerequisite of a link (label key `link.check.<id>`), and whether it holds now. */
const LinkCheck = Type.Object({ id: Type.String(), met: Type.Boolean() });

const Instant = Type.Union([Type.String(), Type.Null()]);

/** What goes to a partner, all its subscriptions together; null: it asked us for nothing. */
const LinkTraffic = Type.Object({
  state: Type.Enum(["in_step", "catching_up", "waiting", "paused"]),
  /** Changes it has not acknowledged, counted up to 10,000, and when the oldest was made. */
  waiting: Type.Integer({ minimum: 0 }),
  oldest_at: Instant,
  acked_at: Instant,
  /** A code (label key `sync.problem.<problem>`), since when, and when it is tried again. */
  problem: Type.String(),
  problem_since: Instant,
  next_attempt_at: Instant,
  /** Who paused it by hand, and why; empty: nobody did. */
  paused_by: Type.String(),
  pause_note: Type.String(),
});
export type LinkTraffic = Static<typeof LinkTraffic>;

/** What was found: compared, different though nothing was under way, the same afterwards, under way. */
const LinkComparison = Type.Object({
  /** By the digest of two Tandem systems, or by asking a plain one. */
  how: Type.Union([Type.Literal("digest"), Type.Literal("search")]),
  at: Type.String(),
  records: Type.Integer(),
  different: Type.Integer(),
  repaired: Type.Integer(),
  waiting: Type.Integer(),
  problem: Type.String({ description: "why nothing was compared; empty when it was" }),
});

/** A partner as the Links page shows it. Instants are ISO date-times in UTC. */
export const LinkView = Type.Object({
  partner: SystemRef,
  /** `tandem`: a Tandem system elsewhere; `local`: in this node; `standard` and `test`: plain DCI. */
  profile: Type.Enum(["tandem", "local", "standard", "test"]),
  address: Type.String(),
  /** A standing link runs only once its checklist has been met; others are open while agreed. */
  standing: Type.Boolean(),
  state: Type.Enum(["waiting", "running", "stopped", "open"]),
  changed_at: Type.Union([Type.String(), Type.Null()]),
  /** Who changed it by hand; empty: it began by itself. */
  changed_by: Type.String(),
  reason: Type.String(),
  heard_at: Type.Union([Type.String(), Type.Null()]),
  reached_at: Type.Union([Type.String(), Type.Null()]),
  basis: Type.String({ description: "legal basis of what we tell it; empty without an agreement" }),
  valid_until: Type.String(),
  traffic: Type.Union([LinkTraffic, Type.Null()]),
  checks: Type.Array(LinkCheck),
  /** Its own changes that wait here, by reason (label key `sync.held_why.<reason>`), most first. */
  held: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
  /** Records it is asked for, as something of them did not arrive. */
  missing: Type.Integer({ minimum: 0 }),
  /** What its audit log was found to lack (label key `link.alarm.<code>`), and since when. */
  alarms: Type.Array(
    Type.Object({ code: Type.Enum(["forked", "rolled_back", "no_checkpoint"]), at: Type.String() }),
  ),
  /** Rules by which its proposals are accepted without asking anybody, in words. */
  rules: Type.Array(Type.String()),
  /** The last time it was looked at whether both hold the same; null: never. */
  compared: Type.Union([LinkComparison, Type.Null()]),
});
export type LinkView = Static<typeof LinkView>;

export const LinkList = Type.Object({ items: Type.Array(LinkView) });
export type LinkList = Static<typeof LinkList>;

/** Starting needs every prerequisite; stopping needs a reason. */
export const LinkStateBody = Type.Object({
  partner: Type.String({ minLength: 1, maxLength: 99 }),
  state: Type.Enum(["running", "stopped"]),
  reason: Type.Optional(Type.String({ maxLength: 500 })),
});
export type LinkStateBody = Static<typeof LinkStateBody>;

/** Somebody has seen to an alarm, and says what came of it. */
export const LinkAlarmBody = Type.Object({
  partner: Type.String({ minLength: 1, maxLength: 99 }),
  code: Type.Enum(["forked", "rolled_back", "no_checkpoint"]),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
export type LinkAlarmBody = Static<typeof LinkAlarmBody>;

/** Pausing what goes to a partner needs a reason; the log keeps what waits. */
export const LinkPauseBody = Type.Object({
  partner: Type.String({ minLength: 1, maxLength: 99 }),
  reason: Type.String({ minLength: 1, maxLength: 500 }),
});
export type LinkPauseBody = Static<typeof LinkPauseBody>;

/** Going on at once, whatever had paused it or made it wait. */
export const LinkResumeBody = Type.Object({
  partner: Type.String({ minLength: 1, maxLength: 99 }),
});
export type LinkResumeBody = Static<typeof LinkResumeBody>;

/** A record a partner refused: it waits with its later versions until somebody decides. */
export const ParkedView = Type.Object({
  id: Type.String(),
  partner: SystemRef,
  /** Household, Person, Enrolment…: label key `record.<type>`. */
  type: Type.String(),
  /** The page of whom it is about, and their name; null: a programme, or nobody known. */
  person: Type.Union([Type.String(), Type.Null()]),
  household: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  /** The partner's code, and our own text for it. */
  code: Type.String(),
  reason: Type.String(),
  attempts: Type.Integer(),
  at: Type.String(),
  /** Later changes of it that wait behind. */
  behind: Type.Integer({ minimum: 0 }),
});
export type ParkedView = Static<typeof ParkedView>;

export const ParkedList = Type.Object({ items: Type.Array(ParkedView) });
export type ParkedList = Static<typeof ParkedList>;

/** `release` lets it go again; `discard` gives up what waits, and needs a reason. */
export const ParkedDecision = Type.Object({
  decision: Type.Enum(["release", "discard"]),
  reason: Type.Optional(Type.String({ maxLength: 500 })),
});
export type ParkedDecision = Static<typeof ParkedDecision>;
