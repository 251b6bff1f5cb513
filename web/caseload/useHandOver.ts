import { useState } from "react";
import type { CaseRow, Moved, MovesBody } from "../../server/api/caseload-schemas.ts";
import { useAct } from "../api/useAct.ts";

type Moves = MovesBody["moves"];
/** What was done, and how it is taken back. */
export interface Done {
  moved: number;
  refused: Moved["rows"];
  back: Moves;
}

/** Hands cases over, and back again: whoever pressed the wrong name loses nothing. */
export function useHandOver() {
  const [done, setDone] = useState<Done | null>(null);
  const act = useAct<MovesBody, Moved>("/caseload/hand-over");
  const send = (moves: Moves, rows: readonly CaseRow[], reason: string, then: () => void) =>
    act.mutate(
      { moves, reason },
      {
        onSuccess: ({ rows: answered }) => {
          const moved = moves.filter((_, at) => answered[at]?.code === "");
          const back = moved.map((move): Moves[number] => {
            const was = rows.find(({ person_id }) => person_id === move.person_id);
            return {
              person_id: move.person_id,
              to: move.seen,
              seen: move.to,
              ...(was && { weight: was.weight }),
            };
          });
          const refused = answered.filter(({ code }) => code !== "");
          setDone({ moved: moved.length, refused, back });
          then();
        },
      },
    );
  const undo = (reason: string, then: () => void) => {
    if (!done) return;
    act.mutate(
      { moves: done.back, reason },
      {
        onSuccess: () => {
          setDone(null);
          then();
        },
      },
    );
  };
  return { act, done, send, undo, forget: () => setDone(null) };
}

/** The moves of these rows to one worker; those that are there already are asked too, and refused. */
export function movesOf(
  rows: readonly CaseRow[],
  to: string | null,
  weight: CaseRow["weight"] | "",
): Moves {
  return rows.map(({ person_id, worker }) => ({
    person_id,
    to,
    seen: worker?.id ?? null,
    ...(weight !== "" && { weight }),
  }));
}
