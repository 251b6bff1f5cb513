import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { programmeQueries } from "../api/programme-queries.ts";
import { queries } from "../api/queries.ts";
import { useSession } from "../frame/session.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { newProgramme } from "./definition-draft.ts";
import { ProgrammeWriter } from "./ProgrammeWriter.tsx";

/** A new programme, from nothing. */
export function NewProgrammePage() {
  const { t, language } = useWords();
  const known = useQuery(programmeQueries.words());
  const all = useQuery(queries.allProgrammes());
  const error = known.error ?? all.error;
  if (error) {
    return (
      <FailedPage error={error} retry={() => void Promise.all([known.refetch(), all.refetch()])} />
    );
  }
  if (!known.data || !all.data) return <Skeleton rows={8} />;
  if (!all.data.may_open) return <Denied title={t("programme.write.new")} />;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return <ProgrammeWriter known={known.data} was={null} begin={newProgramme(language, zone)} />;
}

/** A new version of a programme: what was enrolled before keeps its status. */
export function EditProgrammePage() {
  const { language } = useWords();
  const { id } = useParams({ from: "/frame/programmes/$id/edit" });
  const known = useQuery(programmeQueries.words());
  const programme = useQuery(queries.programme(id));
  const error = known.error ?? programme.error;
  if (error) {
    const again = () => void Promise.all([known.refetch(), programme.refetch()]);
    return <FailedPage error={error} retry={again} />;
  }
  if (!known.data || !programme.data) return <Skeleton rows={8} />;
  const { data: was } = programme;
  if (!was.may_define) return <Denied title={was.name} />;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { definition } = newProgramme(language, zone);
  const begin = { name: was.name, type: was.type, definition: was.definition ?? definition };
  return <ProgrammeWriter key={was.id} known={known.data} was={was} begin={begin} />;
}

/** Only a supervisor writes what a programme is; the page says who can. */
function Denied({ title }: { title: string }) {
  const { t, system } = useWords();
  const { persona } = useSession();
  return (
    <>
      <PageTitle title={title} trail={<Link to="/programmes">{t("programmes.title")}</Link>} />
      <p className="notice notice-plain">
        {t("programme.write.denied", { system: system(persona.system) })}
      </p>
    </>
  );
}
