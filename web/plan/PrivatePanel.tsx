import { IconLock, IconPlus } from "@tabler/icons-react";
import type { PrivateView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords, type Words } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { timesText } from "./plan-words.ts";

/** When the person is not available; what it is, only who noted it reads, and not at first sight. */
export function PrivatePanel() {
  const words = useWords();
  const { t } = words;
  const { plan, isShut, open } = useDesk();
  return (
    <section className="panel no-print" aria-labelledby="plan-away">
      <h2 id="plan-away">{t("plan.away.title")}</h2>
      {plan.unavailable.length === 0 ? <p className="quiet">{t("private.none")}</p> : null}
      <ul className="criteria-words">
        {plan.unavailable.map((one) => (
          <li key={one.id}>{one.times ? timesText(one.times, words) : t("plan.away.sometime")}</li>
        ))}
      </ul>
      {plan.private.length === 0 ? null : (
        <details>
          <summary>{t("private.show")}</summary>
          <ul className="private-lines details-body">
            {plan.private.map((one) => (
              <PrivateLine key={one.id} line={one} />
            ))}
          </ul>
        </details>
      )}
      {isShut ? null : (
        <button
          type="button"
          className="button button-small"
          onClick={() => open({ kind: "private" })}
        >
          <IconPlus size={16} aria-hidden="true" />
          {t("private.add")}
        </button>
      )}
    </section>
  );
}

function PrivateLine({ line }: { line: PrivateView }) {
  const words = useWords();
  const { t } = words;
  const { isShut } = useDesk();
  const remove = useAct<object, { id: string }>(path`/lines/${line.id}/withdraw`);
  const text = lineText(line, words);
  return (
    <li>
      <IconLock size={16} aria-hidden="true" /> <span dir="auto">{text}</span>
      {isShut ? null : (
        <button
          type="button"
          className="edit"
          disabled={remove.isPending}
          aria-label={`${t("private.remove")}${t("value.colon")} ${text}`}
          onClick={() => remove.mutate({})}
        >
          {t("private.remove")}
        </button>
      )}
      <FailureLine error={remove.error} />
    </li>
  );
}

function lineText({ kind, times, away_place, away_person }: PrivateView, words: Words): string {
  const { t, code } = words;
  if (kind === null) {
    const away = [away_place, away_person].filter(Boolean).join(t("value.comma"));
    return t("private.away", { away });
  }
  const when = times ? timesText(times, words) : t("plan.away.sometime");
  return t("private.line", { kind: code("private_kind", kind), when });
}
