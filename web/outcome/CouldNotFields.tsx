import { IconLock } from "@tabler/icons-react";
import { Choice } from "../dialogs/Choice.tsx";
import { Radios } from "../dialogs/Radios.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import type { OutcomeDraft } from "./outcome-draft.ts";
import type { OutcomeSide, Recordable } from "./recordable.ts";

type Props = {
  step: Recordable;
  draft: OutcomeDraft;
  change: (part: Partial<OutcomeDraft>) => void;
};

/** Who could not, and why. What is the person's own affair stays here, and the screen says so. */
export function CouldNotFields({ step, draft, change }: Props) {
  const { t } = useWords();
  const sides: OutcomeSide[] = ["social", "employment", "provider", "person"];
  if (step.side === "employer") sides.splice(2, 1, "employer");
  const causes = step.causes.filter(({ sides: of }) => of.includes(draft.side));
  const chosen = causes.find(({ cause }) => cause === draft.cause);
  const isPrivate = draft.side === "person" && chosen?.is_personal === true;
  return (
    <>
      <Radios
        legend={t("outcome.who")}
        name="side"
        options={sides.map((one) => [one, t(`outcome.side.${one}`, { name: step.name })])}
        value={draft.side}
        onChange={(side) => change({ side, cause: "" })}
      />
      <Choice
        label={t("outcome.cause")}
        value={draft.cause}
        options={causes.map(({ cause }) => [cause, t(`outcome.cause_of.${cause}`)])}
        required
        onChange={(cause) => change({ cause: cause as OutcomeDraft["cause"] })}
      />
      <TextLine
        label={t("outcome.reason")}
        required={draft.cause === "other"}
        value={draft.reason}
        onChange={(reason) => change({ reason })}
      />
      {isPrivate ? (
        <p className="step-note">
          <IconLock size={16} aria-hidden="true" />
          <span>{t("outcome.stays_here")}</span>
        </p>
      ) : null}
    </>
  );
}
