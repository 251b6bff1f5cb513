import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import type { PersonReferrals } from "../../server/api/referral-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { ReferForm } from "./ReferForm.tsx";
import { readDraft, type ReferDraft } from "./refer-draft.ts";

/** Refers a person to another office: what it needs to know, the person's yes, and what leaves. */
export function ReferPage() {
  const { t } = useWords();
  const { id } = useParams({ from: "/frame/people/$id/refer" });
  const { service } = useSearch({ from: "/frame/people/$id/refer" });
  const person = useQuery(queries.person(id));
  const referring = useQuery(queries.personReferrals(id));
  const error = person.error ?? referring.error;
  if (!person.data || !referring.data) {
    const again = () => void Promise.all([person.refetch(), referring.refetch()]);
    return error ? <FailedPage error={error} retry={again} /> : <Skeleton rows={8} />;
  }
  const { options } = referring.data;
  return (
    <>
      <PageTitle
        title={t("referral.refer_name", { name: person.data.name })}
        lead={t("referral.new.lead")}
        trail={<BackLink person={person.data} />}
      />
      {options.length === 0 ? (
        <Empty title={t("referral.new.no_office")}>
          <p>
            <Link to="/links">{t("menu.links")}</Link>
          </p>
        </Empty>
      ) : (
        <ReferForm
          person={person.data}
          referring={referring.data}
          begun={begunWith(referring.data, service)}
        />
      )}
    </>
  );
}

/** The kept draft, with the office and service that are wanted or usual. */
function begunWith({ draft, options }: PersonReferrals, wanted: string | undefined): ReferDraft {
  const kept = readDraft(draft?.draft);
  const has = (service: string) =>
    options.find(({ services }) => services.some(({ id }) => id === service));
  const service = wanted ?? kept.service;
  const office = has(service) ?? options.find(({ system }) => system.id === kept.partner);
  const [first] = options;
  return { ...kept, service, partner: (office ?? first)?.system.id ?? "" };
}

function BackLink({ person }: { person: PersonView }) {
  return (
    <Link to="/people/$id" params={{ id: person.id }}>
      <bdi>{person.name}</bdi>
    </Link>
  );
}
