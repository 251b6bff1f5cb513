import { Link } from "@tanstack/react-router";
import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";

/** What is written: a new programme, or the next version of one. */
export function WriterTitle({ was }: { was: ProgrammeView | null }) {
  const { t } = useWords();
  return (
    <PageTitle
      title={was ? t("programme.write.edit", { name: was.name }) : t("programme.write.new")}
      lead={t(was ? "programme.write.edit_lead" : "programme.write.new_lead")}
      trail={
        was ? (
          <Link to="/programmes/$id" params={{ id: was.id }}>
            <bdi>{was.name}</bdi>
          </Link>
        ) : (
          <Link to="/programmes">{t("programmes.title")}</Link>
        )
      }
    />
  );
}
