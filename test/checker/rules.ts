import {
  deadStayDead,
  gapsClose,
  laterWritesWin,
  nothingUntold,
  stampsRise,
  statesAgree,
} from "./converge.ts";
import { agreementsHold, nothingEchoes } from "./disclose.ts";
import { acknowledgedIsThere, ackedIsKept, eventsAreAudited, stateIsFold } from "./durable.ts";
import type { Journal } from "./journal.ts";
import { chainsHold, numbersMeanOneThing, parkedIsNotOvertaken, versionsRise } from "./order.ts";
import type { Rule, Verdict } from "./verdict.ts";

/** All rules, by the guarantee they hold. */
const rules: readonly Rule[] = [
  acknowledgedIsThere,
  ackedIsKept,
  stateIsFold,
  versionsRise,
  chainsHold,
  nothingUntold,
  gapsClose,
  statesAgree,
  laterWritesWin,
  stampsRise,
  parkedIsNotOvertaken,
  agreementsHold,
  nothingEchoes,
  deadStayDead,
  eventsAreAudited,
  numbersMeanOneThing,
];

/** Holds a run's journals against every rule. */
export function check(journal: Journal): Verdict {
  const findings = rules.map((rule) => rule(journal));
  const violations = findings.flatMap((finding) => finding.violations);
  const checked: Record<string, number> = {};
  for (const finding of findings) {
    for (const [name, count] of Object.entries(finding.checked)) {
      checked[name] = (checked[name] ?? 0) + count;
    }
  }
  const not_checked = [...new Set(findings.flatMap((finding) => finding.not_checked))];
  return { ok: violations.length === 0, violations, checked, not_checked };
}
