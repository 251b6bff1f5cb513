import type { CheckedLine } from "../../domain/records/review-records.ts";
import type { PromiseView } from "../../server/api/review-schemas.ts";

/** What the reviewer looked at so far, by line. */
export type Checks = Readonly<Record<string, CheckedLine>>;

/** How a line is looked at first: what shows it is read; where nothing does, the record is. */
export function firstCheck({ key, state }: PromiseView): CheckedLine {
  return {
    line: key,
    how: state === "happened" ? "evidence_seen" : "record_read",
    found: "as_recorded",
  };
}

export function toggled(checks: Checks, line: PromiseView): Checks {
  const { [line.key]: known, ...others } = checks;
  return known ? others : { ...others, [line.key]: firstCheck(line) };
}
