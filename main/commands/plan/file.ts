/** A file of one plan, or of many (`cases`): read whole, answered whole. */
import { limits } from "../../../domain/conflicts/facts.ts";
import { faultCodes, type Fault } from "../../../domain/conflicts/faults.ts";
import type { Lane } from "../../../domain/conflicts/forms.ts";
import { readPlan } from "../../../domain/conflicts/reading.ts";
import { answerOf, linesOf, type Answer } from "./answer.ts";

export interface ShownFault extends Fault {
  text: string;
}

type One = Answer | { error: ShownFault };
export type FileAnswer = One | { cases: (One & { id: unknown })[] };

/** Of cases, one that is faulty does not keep the others from being answered. */
export function answerFile(text: string, as: Lane | null): FileAnswer {
  if (text.length > limits.file_bytes_max) return refused({ code: "err.plan.size", place: "/" });
  const value = parsed(text);
  if (value === undefined) return refused({ code: "err.plan.json", place: "/" });
  const cases = casesIn(value);
  if (cases === null) return answerOne(value, "", as);
  if (cases.length > limits.cases_max) return refused({ code: "err.plan.limit", place: "cases" });
  return {
    cases: cases.map((one, index) => {
      const { id, facts } = one as { id?: unknown; facts?: unknown };
      return { id: plainId(id, index), ...answerOne(facts, `cases[${index}].facts`, as) };
    }),
  };
}

export function faultsOf(answer: FileAnswer): ShownFault[] {
  const all = "cases" in answer ? answer.cases : [answer];
  return all.flatMap((one) => ("error" in one ? [one.error] : []));
}

export function hasConflicts(answer: FileAnswer): boolean {
  const all = "cases" in answer ? answer.cases : [answer];
  return all.some((one) => "conflicts" in one && one.conflicts.length > 0);
}

/** For a person. */
export function fileLines(answer: FileAnswer): string[] {
  if (!("cases" in answer)) return oneLines(answer);
  return answer.cases.flatMap((one) => [
    `Case ${String(one.id)}`,
    ...oneLines(one).map((line) => `  ${line}`),
  ]);
}

function oneLines(one: One): string[] {
  return "error" in one ? [faultLine(one.error)] : linesOf(one);
}

export function faultLine({ code, place, text }: ShownFault): string {
  return `${place}: ${text} (${code})`;
}

function answerOne(value: unknown, place: string, as: Lane | null): One {
  const read = readPlan(value, place);
  return read.ok ? answerOf(read.value, as) : refused(read.fault);
}

function refused(fault: Fault): { error: ShownFault } {
  return { error: { ...fault, text: faultCodes[fault.code] } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function casesIn(value: unknown): unknown[] | null {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "cases")) return null;
  const { cases } = value as { cases: unknown };
  if (!Array.isArray(cases)) return null;
  return cases.map((one: unknown) => (typeof one === "object" && one !== null ? one : {}));
}

function plainId(id: unknown, index: number): string | number {
  return typeof id === "string" || typeof id === "number" ? id : index;
}
