import { useQuery } from "@tanstack/react-query";
import { queries } from "../api/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { LinkPanel } from "./LinkPanel.tsx";
import { ParkedRecords } from "./ParkedRecords.tsx";

/** The systems this one exchanges with: how each link stands, and what a standing one still lacks. */
export function LinksPage() {
  const { t } = useWords();
  const links = useQuery(queries.links());
  const items = links.data?.items ?? [];
  return (
    <>
      <PageTitle title={t("links.title")} lead={t("links.lead")} />
      {links.error ? <ErrorPanel error={links.error} retry={() => void links.refetch()} /> : null}
      {links.isPending ? <Skeleton rows={6} /> : null}
      {links.data && items.length === 0 ? (
        <Empty title={t("links.empty")}>
          <p>{t("links.empty_next")}</p>
        </Empty>
      ) : null}
      <ParkedRecords />
      <div className="partner-links">
        {items.map((link) => (
          <LinkPanel key={link.partner.id} link={link} />
        ))}
      </div>
    </>
  );
}
