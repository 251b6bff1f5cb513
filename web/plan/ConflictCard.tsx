import { IconAlertTriangle, IconCoin, IconHelp } from "@tabler/icons-react";
import { useState } from "react";
import type { ConflictLine, ConflictView } from "../../server/api/conflict-schemas.ts";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";
import { daysText, lineName, lineWhen, reasonText } from "./conflict-words.ts";
import { ConflictWays } from "./ConflictWays.tsx";
import { KeepBothDialog } from "./KeepBothDialog.tsx";
import type { Told } from "./step-draft.ts";

type Props = {
  plan: PlanView;
  conflict: ConflictView;
  /** The line that is being written. */
  draft?: string;
  take?: (told: Told) => void;
};

const icons = {
  "cannot-both": IconAlertTriangle,
  "would-cost": IconCoin,
  "cannot-tell": IconHelp,
} as const;

/** One conflict: how sure, the rule in words, both lines, ways out, and who may keep both. */
export function ConflictCard({ plan, conflict, draft, take }: Props) {
  const words = useWords();
  const { t } = words;
  const [isKeeping, keep] = useState(false);
  const { kind, certainty, lines, kept } = conflict;
  const Icon = icons[certainty];
  return (
    <li className={`conflict conflict-${certainty}`}>
      <div className="conflict-head">
        <Icon size={20} aria-hidden="true" />
        <h3>{t(`conflict.kind.${kind}`)}</h3>
        <span className="quiet">{t(`conflict.certainty.${certainty}`)}</span>
        <span className="quiet conflict-days">{daysText(conflict, words)}</span>
      </div>
      {conflict.asked_again ? <p>{t("conflict.asked_again")}</p> : null}
      {conflict.reasons.map((reason, at) => (
        <p key={at}>
          {reasonText(reason, lines, words)}
          {reason.text === "" ? null : <bdi className="quiet"> {reason.text}</bdi>}
        </p>
      ))}
      <ul className="conflict-lines">
        {lines.map((line, at) => (
          <Line key={at} line={line} own={line.person_id === plan.person_id} />
        ))}
      </ul>
      <ConflictWays
        plan={plan}
        conflict={conflict}
        {...(draft === undefined ? {} : { draft })}
        {...(take ? { take } : {})}
      />
      {kept === null ? null : (
        <p className="conflict-reason">
          {t("conflict.kept_by", { by: words.actor(kept.by), when: words.when(kept.at) })}{" "}
          <q dir="auto">{kept.reason}</q>
          {kept.person_agreed ? ` ${t("conflict.person_agreed")}` : null}
        </p>
      )}
      {draft === undefined && kept === null ? (
        <Keep conflict={conflict} open={() => keep(true)} />
      ) : null}
      {isKeeping ? (
        <KeepBothDialog plan={plan} conflict={conflict} close={() => keep(false)} />
      ) : null}
    </li>
  );
}

/** Whose it is stands there where it is another member's. */
function Line({ line, own }: { line: ConflictLine; own: boolean }) {
  const words = useWords();
  return (
    <li>
      <span className="strong" dir="auto">
        {lineName(line, words)}
      </span>
      {own ? null : (
        <span className="quiet">
          <bdi>{line.person_name}</bdi>
        </span>
      )}
      <span className="quiet">{lineWhen(line, words)}</span>
      {line.office === null ? null : <SystemTag system={line.office} />}
      {line.shown === "private" ? <span className="tag">{words.t("conflict.private")}</span> : null}
    </li>
  );
}

/** Nobody, or only the office whose rule it is: then that is said instead of a button. */
function Keep({ conflict, open }: { conflict: ConflictView; open: () => void }) {
  const words = useWords();
  const { t } = words;
  if (conflict.may_keep) {
    return (
      <button type="button" className="button button-small" onClick={open}>
        {t("conflict.keep")}
      </button>
    );
  }
  const { rule_owner } = conflict;
  return (
    <p className="quiet">
      {rule_owner === null
        ? t("conflict.keeper.nobody")
        : t("conflict.keeper.rule_owner", { office: words.system(rule_owner) })}
    </p>
  );
}
