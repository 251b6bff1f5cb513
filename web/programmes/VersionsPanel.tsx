import { useQuery } from "@tanstack/react-query";
import type { ProgrammeVersions } from "../../server/api/programme-schemas.ts";
import { programmeQueries } from "../api/programme-queries.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { partOf } from "../programme-form/definition-draft.ts";
import { useWords } from "../words/useWords.ts";

type Version = ProgrammeVersions["items"][number];

/** Who wrote what of it and when, newest first; nothing is overwritten. */
export function VersionsPanel({ id }: { id: string }) {
  const { t } = useWords();
  const versions = useQuery(programmeQueries.versions(id));
  if (versions.error) return <FailureLine error={versions.error} />;
  const items = versions.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="programme-versions">
      <h2 id="programme-versions">{t("programme.versions")}</h2>
      <ol className="programme-versions">
        {items.map((version) => (
          <Line key={version.at} version={version} />
        ))}
      </ol>
    </section>
  );
}

function Line({ version }: { version: Version }) {
  const { t, when, actor, day, language } = useWords();
  const { act, at, by, parts, ends_on, reason } = version;
  const names = [...new Set(parts.map((one) => t(`programme.write.part.${partOf(`/${one}`)}`)))];
  const what =
    act === "defined"
      ? t("programme.version.defined", {
          parts: new Intl.ListFormat(language, { type: "conjunction" }).format(names),
        })
      : act === "opened"
        ? t("programme.version.opened")
        : ends_on === null
          ? t("programme.version.goes_on")
          : t("programme.version.ended", { day: day(ends_on) });
  return (
    <li>
      <p>{what}</p>
      {reason === "" ? null : <p dir="auto">{reason}</p>}
      <p className="quiet">
        {when(at)} · <bdi>{actor(by)}</bdi>
      </p>
    </li>
  );
}
