import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { ServiceView } from "../../server/api/directory-schemas.ts";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { LaneMark } from "../plan/LaneMark.tsx";
import { useWords } from "../words/useWords.ts";
import { OfficesPanel } from "./OfficesPanel.tsx";
import { PlacesTag } from "./PlacesTag.tsx";
import { fitText, hoursTexts } from "./service-words.ts";
import { ServiceEntryDialog } from "./ServiceEntryDialog.tsx";
import { ServiceFilters } from "./ServiceFilters.tsx";
import { anything, useFinding } from "./useFinding.ts";

/** The service directory: what there is, whom it fits, where a place is free. */
export function ServicesPage() {
  const { t, number } = useWords();
  const [asked, setAsked] = useState(anything);
  const [isListing, setListing] = useState(false);
  const found = useFinding(asked);
  const items = found.data?.items ?? [];
  const isNarrowed = JSON.stringify(asked) !== JSON.stringify(anything);
  return (
    <>
      <PageTitle
        title={t("services.title")}
        lead={t("services.lead")}
        actions={
          <>
            <PrintButton label={t("services.print")} />
            <button
              type="button"
              className="button button-primary"
              onClick={() => setListing(true)}
            >
              <IconPlus size={18} aria-hidden="true" />
              {t("services.new")}
            </button>
          </>
        }
      />
      <ServiceFilters asked={asked} change={setAsked} />
      {found.error ? <ErrorPanel error={found.error} retry={() => void found.refetch()} /> : null}
      {found.isPending ? <Skeleton rows={8} /> : null}
      {found.data ? (
        <p role="status" className="quiet">
          {t("services.count", { count: items.length, number: number(items.length) })}
        </p>
      ) : null}
      {found.data && items.length === 0 ? (
        <Empty title={t(isNarrowed ? "services.none_fits" : "services.empty")}>
          <p>{t(isNarrowed ? "services.none_fits_next" : "services.empty_next")}</p>
          {isNarrowed ? (
            <button type="button" className="button" onClick={() => setAsked(anything)}>
              {t("services.all")}
            </button>
          ) : null}
        </Empty>
      ) : null}
      {items.length > 0 ? <Table items={items} busy={found.isPlaceholderData} /> : null}
      <OfficesPanel />
      {isListing ? <ServiceEntryDialog service={null} close={() => setListing(false)} /> : null}
    </>
  );
}

function Table({ items, busy }: { items: readonly ServiceView[]; busy: boolean }) {
  const words = useWords();
  const { t, code } = words;
  return (
    <table className="table stack services" aria-busy={busy}>
      <caption className="unseen">{t("services.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("services.col.name")}</th>
          <th scope="col">{t("services.col.places")}</th>
          <th scope="col">{t("services.col.when")}</th>
          <th scope="col">{t("services.col.where")}</th>
          <th scope="col">{t("services.col.fits")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((service) => (
          <tr key={service.id}>
            <td data-label={t("services.col.name")}>
              <Link to="/services/$id" params={{ id: service.id }} className="strong">
                <bdi>{service.name}</bdi>
              </Link>
              <div className="quiet">
                <LaneMark lane={service.lane} /> {code("service_kind", service.kind)}
                {service.provider === "" ? null : (
                  <>
                    {t("value.comma")}
                    <bdi>{service.provider}</bdi>
                  </>
                )}
              </div>
            </td>
            <td data-label={t("services.col.places")}>
              <PlacesTag places={service.places} capacity={service.capacity} />
            </td>
            <td data-label={t("services.col.when")}>
              {hoursTexts(service, words).map((text) => (
                <div key={text}>{text}</div>
              ))}
            </td>
            <td data-label={t("services.col.where")}>
              <bdi>{service.place}</bdi>
            </td>
            <td data-label={t("services.col.fits")}>{fitText(service, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
