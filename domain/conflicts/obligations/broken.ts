import type { Found } from "../finding.ts";
import type { ReasonCode } from "../reasons.ts";
import type { PlanRule } from "../plan.ts";

/** A duty that cannot be met together with these steps. */
export function broken(
  rule: PlanRule,
  code: ReasonCode,
  steps: readonly string[],
  on: readonly number[],
  values: Readonly<Record<string, string | number>> = {},
): Found {
  const { text, enrolment } = rule.facts;
  const reason = {
    code,
    steps,
    members: [rule.member],
    values: { ...values, enrolment, rule: rule.index },
    ...(text === undefined ? {} : { text }),
  };
  return { kind: "contradicting-obligation", steps, on, certainty: "cannot-both", reason };
}
