import { sameJson, type Json } from "../../domain/json.ts";
import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { BenefitPanel } from "../programmes/BenefitPanel.tsx";
import { ConditionsPanel } from "../programmes/ConditionsPanel.tsx";
import { ConditionWords } from "../programmes/ConditionWords.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import {
  parts,
  partOf,
  sentDefinition,
  type Part,
  type ProgrammeDraft,
} from "./definition-draft.ts";
import { MatchPanel } from "./MatchPanel.tsx";

type Props = {
  draft: ProgrammeDraft;
  /** The programme as it is; null: a new one. */
  was: ProgrammeView | null;
};

/** Before it holds: who fits, what changes, what does not, and who is told. */
export function LookSection({ draft, was }: Props) {
  const { t } = useWords();
  const { definition } = draft;
  const changed = changedParts(draft, was);
  return (
    <>
      <MatchPanel draft={draft} programme={was?.id ?? ""} />
      {was?.definition ? (
        <section aria-labelledby="programme-changes">
          <h3 id="programme-changes">{t("programme.write.changes")}</h3>
          {changed.length === 0 ? <p>{t("programme.write.changes_none")}</p> : null}
          <ul className="criteria-words">
            {changed.map((part) => (
              <li key={part}>{t(`programme.write.part.${part}`)}</li>
            ))}
          </ul>
          <p className="quiet">{t("programme.write.stays")}</p>
        </section>
      ) : null}
      <section aria-labelledby="programme-look-for">
        <h3 id="programme-look-for">{t(`programme.for.${definition.unit}`)}</h3>
        <ConditionWords criteria={definition.criteria} />
      </section>
      {Number.isFinite(definition.benefit.amount) ? (
        <BenefitPanel benefit={definition.benefit} />
      ) : null}
      <ConditionsPanel conditions={definition.conditions} />
      {was && was.told.length > 0 ? (
        <section aria-labelledby="programme-look-told">
          <h3 id="programme-look-told">{t("programme.write.told")}</h3>
          <p>
            {was.told.map(({ system }) => (
              <SystemTag key={system.id} system={system} />
            ))}{" "}
            {t("programme.write.told_means")}
          </p>
        </section>
      ) : null}
    </>
  );
}

/** The parts of the form in which something is not as it was. */
export function changedParts(draft: ProgrammeDraft, was: ProgrammeView | null): Part[] {
  const before = (was?.definition ?? {}) as Record<string, Json>;
  const now = sentDefinition(draft.definition) as unknown as Record<string, Json>;
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = names.filter((name) => !sameJson(before[name] ?? null, now[name] ?? null));
  const found = new Set(changed.map((name) => partOf(`/${name}`)));
  return parts.filter((part) => found.has(part));
}
