import { IconAlertTriangle, IconCheck, IconClock } from "@tabler/icons-react";
import type { ToldState } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";

/** How far something is that was told to a partner: on its way, taken, or seen in its data. */
export function ToldLine({ told, plain = false }: { told: ToldState; plain?: boolean }) {
  const { t, system, when } = useWords();
  const names = { system: system(told.to), when: when(told.sent_at ?? told.at) };
  // A push ends when it is taken; a claim only when the partner's own data show it.
  const word = told.state === "sent" && plain ? "taken" : told.state;
  const Icon =
    word === "refused"
      ? IconAlertTriangle
      : word === "taken" || word === "confirmed"
        ? IconCheck
        : IconClock;
  return (
    <p className="told">
      <Icon size={16} aria-hidden="true" />
      <span>
        {t(`told.${word}`, names)}
        {told.problem === "" ? null : (
          <>
            {" "}
            <span className="quiet">{t(`told.problem.${told.problem}`)}</span>
          </>
        )}
      </span>
    </p>
  );
}
