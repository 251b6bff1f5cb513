import { Radios } from "../dialogs/Radios.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { sourced, type OutcomeDraft } from "./outcome-draft.ts";
import type { Recordable } from "./recordable.ts";

type Props = {
  step: Recordable;
  draft: OutcomeDraft;
  change: (part: Partial<OutcomeDraft>) => void;
};

/** How we know: only what is enough for whose step it is, and that nothing shows it yet. */
export function KnownFields({ step, draft, change }: Props) {
  const { t } = useWords();
  const kinds = [...step.fitting, "none" as const];
  const ordered = [...kinds].sort(
    (a, b) =>
      Number(b === "seen" || b === step.fitting[0]) - Number(a === "seen" || a === step.fitting[0]),
  );
  return (
    <>
      <Radios
        legend={t("outcome.how")}
        name="kind"
        options={ordered.map((one) => [one, t(`outcome.kind.${one}`, { name: step.name })])}
        value={draft.kind}
        onChange={(kind) => change({ kind })}
      />
      {draft.kind === "none" ? <p className="quiet">{t("outcome.ticked_means")}</p> : null}
      {sourced.includes(draft.kind) ? (
        <TextLine
          label={t(`outcome.source.${draft.kind}`)}
          max={200}
          value={draft.source}
          onChange={(source) => change({ source })}
        />
      ) : null}
    </>
  );
}
