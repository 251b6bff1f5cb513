import { createContext, useContext } from "react";
import type { CheckedProgramme } from "../../server/api/programme-schemas.ts";
import { useWords } from "../words/useWords.ts";

export type Fault = CheckedProgramme["faults"][number];

/** What is wrong so far, and only of the parts that were looked at: nobody is scolded for what comes next. */
export const Faults = createContext<readonly Fault[]>([]);

/** What is wrong at a place of the definition, in words; undefined: nothing. */
export function useFault(at: string): string | undefined {
  const { t } = useWords();
  const fault = useContext(Faults).find((one) => one.at === at);
  if (!fault) return undefined;
  return t(`programme.fault.${fault.code}`);
}

/** The id of the control that stands for a place. */
export function controlId(at: string): string {
  return `programme${at.replaceAll("/", "-")}`;
}
