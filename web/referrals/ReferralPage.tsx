import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { AnswerFacts, RequestFacts } from "./ReferralFacts.tsx";
import { ReferralNext } from "./ReferralNext.tsx";
import { ReferralTag } from "./ReferralTag.tsx";
import { serviceText } from "./referral-words.ts";

/** One referral: the one next step, what was asked for, and what the office said. */
export function ReferralPage() {
  const words = useWords();
  const { t, system } = words;
  const { id } = useParams({ from: "/frame/referrals/$id" });
  const found = useQuery(queries.referral(id));
  if (!found.data) {
    if (found.error) return <FailedPage error={found.error} retry={() => void found.refetch()} />;
    return <Skeleton rows={8} />;
  }
  const { data } = found;
  const way = data.direction === "in" ? "referrals.from" : "referrals.to";
  const name = data.person_name || t("referrals.unnamed");
  return (
    <>
      <PageTitle
        title={t("referral.title", { name, service: serviceText(words, data.service) })}
        trail={<Link to="/referrals">{t("referrals.title")}</Link>}
        lead={
          <>
            {t(way, { system: system(data.office) })}{" "}
            <ReferralTag state={data.state} unconfirmed={data.unconfirmed} />
          </>
        }
        actions={
          <>
            {data.person_id && data.person_name ? (
              <Link to="/people/$id" params={{ id: data.person_id }} className="button">
                {t("referral.person")}
              </Link>
            ) : null}
            {data.letter ? (
              <Link to="/referrals/$id/letter" params={{ id: data.id }} className="button">
                {t("referral.letter")}
              </Link>
            ) : null}
            <PrintButton label={t("referral.print")} />
          </>
        }
      />
      <ReferralNext referral={data} />
      <div className="referral-facts">
        <RequestFacts referral={data} />
        <AnswerFacts referral={data} />
      </div>
    </>
  );
}
