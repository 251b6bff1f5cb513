/**
 * access: a step asks for a language, reading or a device that the member does not have. Names the
 * step. What the member has not told is not known, and to be asked.
 */
import type { Certainty, Findings, Reason } from "../finding.ts";
import type { Plan } from "../plan.ts";

export function access(plan: Plan, findings: Findings): void {
  for (const { id, facts, days } of plan.planned) {
    const { languages, reads, devices } = facts.asks ?? {};
    const has = plan.members.get(facts.for)?.skills ?? {};
    if (days === null) continue;
    const on = [days.from];
    const add = (code: "language" | "reading" | "device", certainty: Certainty, needed: string) => {
      const said = { steps: [id], members: [facts.for], values: { needed } };
      const unknown = `${code}-unknown` as const;
      const reason: Reason = { ...said, code: certainty === "cannot-tell" ? unknown : code };
      findings.add({ kind: "access", steps: [id], on, certainty, reason });
    };
    // One of the languages offered is enough; of devices all are needed.
    if (languages !== undefined && languages.length > 0) {
      const shares = has.languages?.some((one) => languages.includes(one));
      if (shares !== true)
        add("language", shares === undefined ? "cannot-tell" : "cannot-both", languages.join(", "));
    }
    if (reads === true && has.reads !== true) {
      add("reading", has.reads === undefined ? "cannot-tell" : "cannot-both", "");
    }
    for (const device of devices ?? []) {
      if (has.devices?.includes(device)) continue;
      add("device", has.devices === undefined ? "cannot-tell" : "cannot-both", device);
    }
  }
}
