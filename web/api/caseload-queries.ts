import { queryOptions } from "@tanstack/react-query";
import type { CaseloadView, Moved, MovesBody } from "../../server/api/caseload-schemas.ts";
import { call } from "./call.ts";

export const caseloadQueries = {
  list: (scope: "mine" | "team" | "nobody") =>
    queryOptions({
      queryKey: ["caseload", scope],
      queryFn: () => call<CaseloadView>("POST", "/caseload", { scope }),
    }),
  /** What a handover would do; not asked again after it was done. */
  preview: (moves: MovesBody["moves"]) =>
    queryOptions({
      queryKey: ["preview", "caseload", moves],
      queryFn: () => call<Moved>("POST", "/caseload/hand-over/preview", { moves, reason: "-" }),
      enabled: moves.length > 0,
      retry: false,
    }),
};
