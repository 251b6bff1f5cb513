import { useState } from "react";
import { linesOfCriteria, type CriteriaLine } from "./criteria-lines.ts";

/**
 * The lines while they are typed: one that is not finished stays on the screen though the condition
 * does not hold it yet. Null: the condition says more than lines can.
 */
export function useLines(unit: "member" | "household", criteria: unknown) {
  return useState<CriteriaLine[] | null>(() => linesOfCriteria(criteria, unit));
}
