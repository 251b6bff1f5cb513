import { IconShieldCheck } from "@tabler/icons-react";
import type { EvidenceView, OutcomeView, TimeView } from "../../server/api/outcome-schemas.ts";
import { useDesk } from "../plan/desk.ts";
import { useWords } from "../words/useWords.ts";
import { timeText } from "./OutcomeDialog.tsx";
import type { Recordable } from "./recordable.ts";
import { StandsTag } from "./StandsTag.tsx";

/** One time of a step: how it stands, who said so and when, how it is known, what shields it. */
export function TimeLine({ time, step }: { time: TimeView; step: Recordable }) {
  const words = useWords();
  const { t } = words;
  const { plan, open } = useDesk();
  const when = timeText(time, words);
  const own = time.outcomes.find(({ yours }) => yours);
  return (
    <li className="outcome-line">
      <p className="step-line">
        <StandsTag time={time} />
        {when === "" ? null : <span className="step-when">{when}</span>}
        {time.stands === "happened" && time.assisted ? <span>{t("outcome.assisted")}</span> : null}
        {own && plan.state === "open" ? (
          <button
            type="button"
            className="edit no-print"
            aria-label={t("outcome.correct_of", { what: step.what, when })}
            onClick={() => open({ kind: "outcome", step, time, corrects: own })}
          >
            {t("outcome.correct")}
          </button>
        ) : null}
      </p>
      {time.outcomes.map((one) => (
        <Said key={one.id} outcome={one} name={step.name} />
      ))}
      {time.evidence.map((one) => (
        <Shown key={one.id} evidence={one} name={step.name} />
      ))}
      {time.shields.length === 0 || step.side !== "person" ? null : (
        <p className="step-note">
          <IconShieldCheck size={16} aria-hidden="true" />
          <span>
            {t("outcome.shield", { name: step.name })}{" "}
            {time.shields.map((one) => t(`outcome.shield.${one}`)).join(t("value.comma"))}
          </span>
        </p>
      )}
      {time.earlier.length === 0 ? null : <Earlier outcomes={time.earlier} name={step.name} />}
    </li>
  );
}

function Said({ outcome, name }: { outcome: OutcomeView; name: string }) {
  const { t, actor, when } = useWords();
  const { said, side, cause, reason, why } = outcome;
  const parts = [
    said === "could_not" && side !== null ? t(`outcome.by.${side}`, { name }) : "",
    said === "could_not" && cause !== "" ? t(`outcome.cause_of.${cause}`) : "",
  ].filter(Boolean);
  return (
    <p className="outcome-said">
      {parts.length === 0 ? null : <span>{parts.join(t("value.comma"))} </span>}
      {reason === "" ? null : <q dir="auto">{reason}</q>}{" "}
      <span className="quiet">
        {t("outcome.told", { who: actor(outcome.by), when: when(outcome.at) })}
      </span>
      {why === "" ? null : (
        <span className="quiet">
          {" "}
          {t("outcome.corrected_because")} <bdi>{why}</bdi>
        </span>
      )}
    </p>
  );
}

function Shown({ evidence, name }: { evidence: EvidenceView; name: string }) {
  const { t } = useWords();
  return (
    <p className="outcome-said quiet">
      {t("outcome.known_by")}
      {t("value.colon")} {t(`outcome.kind.${evidence.kind}`, { name })}
      {evidence.source === "" ? null : (
        <>
          {t("value.comma")}
          <bdi>{evidence.source}</bdi>
        </>
      )}
      {evidence.fits ? null : ` (${t("outcome.not_enough")})`}
    </p>
  );
}

/** Struck through with who and why: nothing is erased. */
function Earlier({ outcomes, name }: { outcomes: readonly OutcomeView[]; name: string }) {
  const { t, actor, when } = useWords();
  return (
    <details className="outcome-earlier">
      <summary>{t("outcome.before", { count: outcomes.length })}</summary>
      <ul>
        {outcomes.map((one) => (
          <li key={one.id} className="quiet">
            {one.said === "taken_back" ? (
              t("outcome.taken_back")
            ) : (
              <s>
                {t(`outcome.said.${one.said}`)}
                {one.said === "could_not" && one.side !== null
                  ? `${t("value.comma")}${t(`outcome.by.${one.side}`, { name })}`
                  : ""}
              </s>
            )}{" "}
            {t("outcome.told", { who: actor(one.by), when: when(one.at) })}
          </li>
        ))}
      </ul>
    </details>
  );
}
