import { Link } from "@tanstack/react-router";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";

export function NotFoundPage() {
  const { t } = useWords();
  return (
    <>
      <PageTitle title={t("not_found.title")} />
      <p>{t("not_found.text")}</p>
      <p>
        <Link to="/today">{t("not_found.today")}</Link>
      </p>
    </>
  );
}
