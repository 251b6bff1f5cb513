import { inForce, type Agreement } from "./agreement.ts";

/**
 * The checklist of a standing link (case.md, From registration to referral: registry and public
 * works programme): each prerequisite is tested, and the link runs only when all hold.
 */
export const prerequisites = [
  "agreement_out",
  "agreement_in",
  "basis",
  "purpose",
  "keys",
  "reaches_us",
  "we_reach",
  "codes",
] as const;
export type Prerequisite = (typeof prerequisites)[number];

/** A link is up in a direction if it was used within this time. */
export const link_fresh_ms = 24 * 3_600_000;

/** What was found out about a partner; times are ISO, UTC. */
export interface LinkFacts {
  /** The agreement under which we tell it, and the one under which it tells us. */
  out: Agreement | null;
  back: Agreement | null;
  /** Keys of its pinned set that may verify a signature. */
  usableKeys: number;
  /** When a message of it last held, and when it last answered us. */
  heardAt: string | null;
  reachedAt: string | null;
  /** Whether its code lists and spellings are agreed (its writing terms can be followed). */
  codesAgreed: boolean;
  nowIso: string;
}

/** Every prerequisite with its answer, in the order a person would put them right. */
export function checklist(facts: LinkFacts): { id: Prerequisite; met: boolean }[] {
  const { out, back, nowIso } = facts;
  const fresh = (at: string | null) =>
    at !== null && Date.parse(nowIso) - Date.parse(at) <= link_fresh_ms;
  const answers: Record<Prerequisite, boolean> = {
    agreement_out: out !== null && inForce(out, nowIso),
    agreement_in: back !== null && inForce(back, nowIso),
    basis: [out, back].every((one) => one !== null && one.basis_text.trim() !== ""),
    purpose: out?.purposes.includes("work_support") ?? false,
    keys: facts.usableKeys > 0,
    reaches_us: fresh(facts.heardAt),
    we_reach: fresh(facts.reachedAt),
    codes: facts.codesAgreed,
  };
  return prerequisites.map((id) => ({ id, met: answers[id] }));
}

/** `waiting` until every prerequisite holds, then `running`; `stopped` by a person, with a reason. */
export type LinkState = "waiting" | "running" | "stopped";
