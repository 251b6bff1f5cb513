import { useQuery } from "@tanstack/react-query";
import { queries } from "../api/queries.ts";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";
import { LinkPanel } from "./LinkPanel.tsx";
import { ListState } from "../parts/ListState.tsx";
import { ParkedRecords } from "./ParkedRecords.tsx";

/** The systems this one exchanges with: how each link stands, and what a standing one still lacks. */
export function LinksPage() {
  const { t } = useWords();
  const links = useQuery(queries.links());
  const items = links.data?.items ?? [];
  return (
    <>
      <PageTitle title={t("links.title")} lead={t("links.lead")} />
      <ListState list={links} rows={6} words="links" />
      <ParkedRecords />
      <div className="partner-links">
        {items.map((link) => (
          <LinkPanel key={link.partner.id} link={link} />
        ))}
      </div>
    </>
  );
}
