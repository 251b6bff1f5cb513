import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";
import { lawOf, statusesOf } from "../../domain/programme/law.ts";
import type { EnrolmentStatus } from "../../domain/records/values.ts";
import { enrolmentTransitions } from "../../domain/transitions.ts";
import { byPlace } from "../programmes/LawPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { isReached } from "./definition-draft.ts";
import { controlId } from "./faults.ts";
import { FaultWords } from "./FaultWords.tsx";
import type { SectionProps } from "./section.ts";

type From = EnrolmentStatus | "start";
const froms = (Object.keys(enrolmentTransitions) as From[])
  .filter((from) => from !== "deceased")
  .toSorted(byPlace);

/** Which status may follow which: the programme can leave steps of the law out, and add none. */
export function StatusesSection({ draft, set }: SectionProps) {
  const { t } = useWords();
  const { law } = draft.definition;
  const reached = statusesOf(lawOf({ law }));
  return (
    <div id={controlId("/law")} tabIndex={-1}>
      <table className="table stack programme-steps">
        <caption className="unseen">{t("programme.law")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("programme.law_from")}</th>
            <th scope="col">{t("programme.law_to")}</th>
          </tr>
        </thead>
        <tbody>
          {froms.map((from) => (
            <StepsFrom
              key={from}
              from={from}
              law={law}
              isUsed={isReached(reached, from)}
              set={(next) => set({ law: next })}
            />
          ))}
        </tbody>
      </table>
      <FaultWords at="/law" />
      <p className="quiet">{t("programme.law_death")}</p>
    </div>
  );
}

type Law = ProgrammeDefinition["law"];
type Props = { from: From; law: Law; isUsed: boolean; set: (law: Law) => void };

function StepsFrom({ from, law, isUsed, set }: Props) {
  const { t, code } = useWords();
  const chosen = law.find((line) => line.from === from)?.to ?? [];
  const name = from === "start" ? t("programme.law_start") : code("enrolment_status", from);
  const write = (to: EnrolmentStatus, on: boolean) => {
    const next = enrolmentTransitions[from].filter((one) =>
      one === to ? on : chosen.includes(one),
    );
    const rest = law.filter((line) => line.from !== from);
    set(next.length === 0 ? rest : [...rest, { from, to: [...next] }]);
  };
  return (
    <tr className={isUsed ? undefined : "programme-unused"}>
      <td data-label={t("programme.law_from")}>
        <span className="strong">{name}</span>
        <p className="quiet">
          {isUsed ? t(`programme.means.${from}`) : t("programme.write.not_reached")}
        </p>
      </td>
      <td data-label={t("programme.law_to")}>
        <fieldset className="checks">
          <legend className="unseen">{t("programme.write.after", { status: name })}</legend>
          {enrolmentTransitions[from].toSorted(byPlace).map((to) => (
            <label key={to} className="radio">
              <input
                type="checkbox"
                // A death is never left out.
                disabled={to === "deceased"}
                checked={to === "deceased" || chosen.includes(to)}
                onChange={(event) => write(to, event.target.checked)}
              />
              <span>{code("enrolment_status", to)}</span>
            </label>
          ))}
        </fieldset>
      </td>
    </tr>
  );
}
