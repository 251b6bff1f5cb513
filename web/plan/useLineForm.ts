import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiFailure, path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import type { EditLineBody, GoalView, PlanView, StepView } from "../../server/api/plan-schemas.ts";

type Line = GoalView | StepView;
type Changes = Record<string, unknown>;

/**
 * Saving of a line that exists. What somebody else changed since the form was opened comes back as
 * `stale`, field by field; nothing typed is lost, and the worker decides for each.
 */
export function useLineForm<L extends Line>(plan: PlanView, line: L | null, close: () => void) {
  const client = useQueryClient();
  const [base, setBase] = useState(line);
  const [stale, setStale] = useState<{ fields: string[]; now: L } | null>(null);
  const edit = useAct<EditLineBody, { id: string }>(path`/lines/${line?.id ?? ""}/edit`);
  const save = (changes: Changes) => {
    if (!base) return;
    const names = Object.keys(changes);
    if (names.length === 0) return close();
    const seen = Object.fromEntries(names.map((name) => [name, base.stamps[name] ?? ""]));
    edit.mutate({ changes, seen } as EditLineBody, {
      onSuccess: close,
      onError: (error) => {
        if (!(error instanceof ApiFailure) || error.code !== "err.stale") return;
        const fields = error.fields.map((field) => field.replace(/^\//, ""));
        void client.fetchQuery({ ...queries.plan(plan.id), staleTime: 0 }).then((fresh) => {
          const lines: Line[] = [...fresh.goals, ...fresh.steps];
          const now = lines.find(({ id }) => id === base.id);
          if (now) setStale({ fields, now: now as L });
        });
      },
    });
  };
  return {
    base,
    save,
    busy: edit.isPending,
    error: stale ? null : edit.error,
    stale,
    /** The worker has decided: what stands now is what the next saving is compared with. */
    settle: () => {
      if (stale) setBase(stale.now);
      setStale(null);
      edit.reset();
    },
  };
}
