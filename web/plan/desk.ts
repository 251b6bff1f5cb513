import { createContext, use } from "react";
import type { GoalView, PlanView, StepView } from "../../server/api/plan-schemas.ts";
import type { OutcomeView, TimeView } from "../../server/api/outcome-schemas.ts";
import type { Recordable } from "../outcome/recordable.ts";
import type { Moves } from "./useMoves.ts";

/** A form over the plan, with the line as it was when it was opened. */
export type DeskDialog =
  | { kind: "goal"; goal: GoalView | null }
  | { kind: "step"; step: StepView | null; lane?: StepView["lane"]; goal?: string; day?: string }
  | { kind: "state"; step: StepView; to: StepView["state"] }
  | { kind: "sheet"; step: string }
  | {
      kind: "outcome";
      step: Recordable;
      time: TimeView | null;
      corrects: OutcomeView | null;
    }
  | { kind: "remove"; line: string; words: string; isAgreed: boolean }
  | { kind: "sign"; party: "social" | "employment" | "person" }
  | { kind: "private" }
  | { kind: "template" }
  | { kind: "calendar" }
  | { kind: "plan" }
  | { kind: "close" };

export interface Desk {
  plan: PlanView;
  /** Nothing can be added or changed: closed, or too large. */
  isShut: boolean;
  open: (dialog: DeskDialog | null) => void;
  moves: Moves;
}

export const DeskContext = createContext<Desk | null>(null);

/** The plan on the page, and its forms: they stay open while lines come and go around them. */
export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error("no plan outside its page");
  return desk;
}
