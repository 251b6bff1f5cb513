import { matches, type Comparison, type Criteria, type Subject } from "./criteria.ts";

/**
 * One reason, as data for a catalogue's sentence: which attribute, in which list, how compared, and
 * how it stands. Never the value itself: who may see the reason may still not see the value.
 */
export interface Reason {
  /** Path of lists and attribute: `member_list`, `employment_status`. */
  path: string[];
  is: Comparison | "some";
  /** The condition asked for the opposite. */
  negated: boolean;
  code: "met" | "not_met" | "not_known";
}

export interface Explanation {
  matched: boolean;
  /** What decided it: for a match what was met, for one left out what stood in the way. */
  because: Reason[];
}

/**
 * "Matched because…" or "left out because…": only the comparisons that decided. Reasons of
 * attributes that `tells` refuses are left away, so nobody learns from them what is hidden.
 */
export function explain(
  criteria: Criteria,
  subject: Subject,
  tells: (path: readonly string[]) => boolean = () => true,
): Explanation {
  const because = decisive(criteria, subject, [], false).filter(({ path }) => tells(path));
  return { matched: matches(criteria, subject), because };
}

/** Comparisons that make the condition what it is; under `not`, of its opposite. */
function decisive(
  criteria: Criteria,
  subject: Subject,
  path: readonly string[],
  negated: boolean,
): Reason[] {
  const holds = matches(criteria, subject);
  if ("all" in criteria || "any" in criteria) {
    const parts = "all" in criteria ? criteria.all : criteria.any;
    return parts
      .filter((part) => matches(part, subject) === holds)
      .flatMap((part) => decisive(part, subject, path, negated));
  }
  if ("not" in criteria) return decisive(criteria.not, subject, path, !negated);
  if ("some" in criteria) {
    const inner = [...path, criteria.some];
    const item = subject.list(criteria.some).find((one) => matches(criteria.where, one));
    // What stands in the way of each item would tell of the items: the list alone is named.
    if (!item) return [{ path: inner, is: "some", negated, code: "not_met" }];
    const parts = decisive(criteria.where, item, inner, negated);
    return parts.length > 0 ? parts : [{ path: inner, is: "some", negated, code: "met" }];
  }
  const { attribute, is } = criteria;
  const value = subject.value(attribute);
  const known = value !== undefined && value !== null;
  const code = holds ? "met" : known ? "not_met" : "not_known";
  return [{ path: [...path, attribute], is, negated, code }];
}
