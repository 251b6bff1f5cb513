import type { TimelineEntry } from "../../server/api/schemas.ts";
import { useSession } from "../frame/session.ts";
import { Empty } from "../parts/Empty.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

const late_ms = 60_000;
const shown_max = 4;

/** What happened, in both offices, newest first: who, what from and to, and why. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const words = useWords();
  const { t } = words;
  const own = useSession().persona.system.id;
  if (entries.length === 0) return <Empty title={t("timeline.empty")} />;
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.id} className="timeline-entry">
          <time dateTime={entry.at} className="quiet">
            {words.when(entry.at)}
          </time>
          <div>
            <p className="timeline-what">
              <strong>{t(`timeline.${entry.act}`, { defaultValue: t("timeline.other") })}</strong>
              {entry.person_name === "" ? null : <bdi>{entry.person_name}</bdi>}
              <SystemTag system={entry.by.system} />
            </p>
            {entry.after_death ? <p className="quiet">{t("timeline.after_death")}</p> : null}
            <Changes changes={entry.changes} />
            {entry.reason === "" ? null : <q dir="auto">{entry.reason}</q>}
            <p className="quiet">{told(words, entry, entry.by.system.id !== own)}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Who did it; for the other office's change also when it arrived here, if that was later. */
function told(
  { t, when }: ReturnType<typeof useWords>,
  entry: TimelineEntry,
  theirs: boolean,
): string {
  const late = Date.parse(entry.received_at) - Date.parse(entry.at) > late_ms;
  const parts = [
    entry.by.name === "" ? "" : t("timeline.by", { name: entry.by.name }),
    theirs && late ? t("timeline.received", { when: when(entry.received_at) }) : "",
  ];
  return parts.filter((part) => part !== "").join(t("value.comma"));
}

/** From which value to which; many at once (a registration) fold away. */
function Changes({ changes }: { changes: TimelineEntry["changes"] }) {
  const words = useWords();
  const { t } = words;
  const lived = changes.filter((change) => !empty(change.from) || !empty(change.to));
  const lines = lived.map((change) => (
    <p key={change.field} className="timeline-change">
      {words.code("field", change.field)}
      {t("value.colon")}{" "}
      {empty(change.from) ? null : <del>{words.value(change.field, change.from)}</del>}{" "}
      <ins>{words.value(change.field, change.to)}</ins>
    </p>
  ));
  if (lived.length <= shown_max) return lines;
  return (
    <details>
      <summary>{t("timeline.details", { count: lived.length })}</summary>
      {lines}
    </details>
  );
}

function empty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || value === "";
}
