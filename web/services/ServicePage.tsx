import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IconPencil } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import type { ServiceView } from "../../server/api/directory-schemas.ts";
import { queries } from "../api/queries.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { PlacesTag } from "./PlacesTag.tsx";
import { hoursTexts } from "./service-words.ts";
import { ServiceEntryDialog } from "./ServiceEntryDialog.tsx";

/** One service, everything of it, and its places. */
export function ServicePage() {
  const words = useWords();
  const { t, code } = words;
  const { id } = useParams({ from: "/frame/services/$id" });
  const service = useQuery(queries.service(id));
  const [isEditing, setEditing] = useState(false);
  if (service.error) {
    return <FailedPage error={service.error} retry={() => void service.refetch()} />;
  }
  if (!service.data) return <Skeleton rows={8} />;
  const { data } = service;
  return (
    <>
      <PageTitle
        title={data.name}
        trail={<Link to="/services">{t("services.title")}</Link>}
        lead={
          <>
            {code("service_kind", data.kind)}
            {data.provider === "" ? null : (
              <>
                {t("value.comma")}
                <bdi>{data.provider}</bdi>
              </>
            )}
          </>
        }
        actions={
          <>
            <PrintButton label={t("services.print")} />
            <button type="button" className="button" onClick={() => setEditing(true)}>
              <IconPencil size={18} aria-hidden="true" />
              {t("services.edit")}
            </button>
          </>
        }
      />
      <div className="overview">
        <div className="overview-main">
          <About service={data} />
        </div>
        <div className="overview-side">
          <Places service={data} />
        </div>
      </div>
      {isEditing ? <ServiceEntryDialog service={data} close={() => setEditing(false)} /> : null}
    </>
  );
}

function About({ service }: { service: ServiceView }) {
  const words = useWords();
  const { t, value, code, number, day } = words;
  const list = (texts: readonly string[]) =>
    new Intl.ListFormat(words.language, { type: "conjunction" }).format(texts);
  const { valid_from, valid_until, weeks, hours_per_week } = service;
  const facts: [string, ReactNode][] = [
    ["services.about", service.about],
    ["services.lane", t(`plan.lane.${service.lane}`)],
    ["services.col.when", hoursTexts(service, words).map((text) => <div key={text}>{text}</div>)],
    ["services.col.where", service.place],
    ["services.areas", service.areas.length === 0 ? t("services.everywhere") : list(service.areas)],
    [
      "services.language",
      service.languages.length === 0 ? "" : value("languages", service.languages),
    ],
    ["services.access", list(service.access.map((one) => code("access", one)))],
    ["services.phone", service.phone === "" ? "" : <bdi dir="ltr">{service.phone}</bdi>],
    ["services.cost", service.cost],
    ["services.needs", service.needs],
    ["services.weeks", weeks === null ? "" : t("services.weeks_count", { count: weeks })],
    ["services.hours_per_week", hours_per_week === null ? "" : number(hours_per_week)],
    ["services.valid_from", valid_from === null ? "" : day(valid_from)],
    ["services.valid_until", valid_until === null ? "" : day(valid_until)],
  ];
  const known = facts.filter(([, text]) => text !== "" && !(Array.isArray(text) && !text.length));
  return (
    <section className="panel" aria-label={service.name}>
      <dl className="fields service-facts">
        {known.map(([key, text]) => (
          <div key={key} className="field">
            <dt>{t(key)}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Places({ service }: { service: ServiceView }) {
  const { t, number } = useWords();
  const { capacity, taken_elsewhere, in_plans, places } = service;
  return (
    <section className="panel" aria-labelledby="service-places">
      <h2 id="service-places">{t("services.col.places")}</h2>
      <p>
        <PlacesTag places={places} capacity={capacity} />
      </p>
      <dl className="fields">
        {capacity === null ? null : (
          <>
            <div className="field">
              <dt>{t("services.capacity")}</dt>
              <dd>{number(capacity)}</dd>
            </div>
            <div className="field">
              <dt>{t("services.taken_elsewhere")}</dt>
              <dd>{number(taken_elsewhere)}</dd>
            </div>
          </>
        )}
        <div className="field">
          <dt>{t("services.in_plans")}</dt>
          <dd>{number(in_plans)}</dd>
        </div>
      </dl>
      <p className="quiet">{t("services.places_means")}</p>
    </section>
  );
}
