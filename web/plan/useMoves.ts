import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { EditLineBody, PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { call, path } from "../api/call.ts";
import { refreshAll } from "../api/query-client.ts";
import { isSubstance, type Moved } from "./moving.ts";

/** The last move, to be told and taken back. */
export interface LastMove {
  step: StepView;
  to: Moved;
  /** What stood there before. */
  before: Moved;
  isSubstance: boolean;
  state: "saving" | "saved" | "undone" | "failed";
  error: Error | null;
}

/** Moving steps to other days, one at a time, each with a way back. */
export function useMoves(plan: PlanView) {
  const client = useQueryClient();
  const [last, setLast] = useState<LastMove | null>(null);
  const save = async (step: StepView, changes: Moved, stamps: Record<string, string>) => {
    const seen = Object.fromEntries(Object.keys(changes).map((name) => [name, stamps[name] ?? ""]));
    const body = { changes, seen } as EditLineBody;
    try {
      await call("POST", path`/lines/${step.id}/edit`, body);
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error("unknown");
    } finally {
      await refreshAll(client);
    }
  };
  const move = async (step: StepView, to: Moved) => {
    const before = Object.fromEntries(
      Object.keys(to).map((name) => [name, step[name as keyof Moved] ?? null]),
    ) as Moved;
    const one = { step, to, before, isSubstance: isSubstance(to), error: null };
    setLast({ ...one, state: "saving" });
    const error = await save(step, to, step.stamps);
    setLast({ ...one, state: error ? "failed" : "saved", error });
  };
  const undo = async () => {
    if (last?.state !== "saved") return;
    // What stands now is what was moved; if somebody changed it since, it is theirs.
    const now = plan.steps.find(({ id }) => id === last.step.id);
    const error = await save(last.step, last.before, now?.stamps ?? {});
    setLast({ ...last, state: error ? "failed" : "undone", error });
  };
  return {
    last,
    move: (...args: Parameters<typeof move>) => void move(...args),
    undo: () => void undo(),
    dismiss: () => setLast(null),
  };
}
export type Moves = ReturnType<typeof useMoves>;
