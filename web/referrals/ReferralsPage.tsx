import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import type { ReferralSummary } from "../../server/api/referral-schemas.ts";
import { queries } from "../api/queries.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { Empty } from "../parts/Empty.tsx";
import { ListState } from "../parts/ListState.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { referralViews, type ReferralListView } from "../router.tsx";
import { useWords } from "../words/useWords.ts";
import { ReferralTag } from "./ReferralTag.tsx";
import { serviceText, turnText } from "./referral-words.ts";

const shows: Record<ReferralListView, (one: ReferralSummary) => boolean> = {
  ours: ({ turn }) => turn === "us",
  in: ({ direction, open }) => direction === "in" && open,
  out: ({ direction, open }) => direction === "out" && open,
  ended: ({ open }) => !open,
};

/** Every referral in and out; what waits for this office comes first, late before that. */
export function ReferralsPage() {
  const { t, number } = useWords();
  const { show } = useSearch({ from: "/frame/referrals" });
  const referrals = useQuery(queries.referrals());
  const items = referrals.data?.items ?? [];
  const ours = items.filter(shows.ours).length;
  const shown = show ?? (ours > 0 ? "ours" : "in");
  const rows = items.filter(shows[shown]).sort(byUrgency);
  return (
    <>
      <PageTitle
        title={t("referrals.title")}
        lead={t("referrals.lead")}
        actions={<PrintButton label={t("today.print")} />}
      />
      <ListState list={referrals} rows={6} words="referrals" />
      {items.length > 0 ? (
        <nav className="chips" aria-label={t("referrals.filter")}>
          {referralViews.map((one) => (
            <Link
              key={one}
              to="/referrals"
              search={{ show: one }}
              className="chip"
              aria-current={one === shown || undefined}
            >
              {t(`referrals.show.${one}`)} {number(items.filter(shows[one]).length)}
            </Link>
          ))}
        </nav>
      ) : null}
      {items.length > 0 && rows.length === 0 ? <Empty title={t("referrals.none_here")} /> : null}
      {rows.length > 0 ? (
        <table className="table stack referrals">
          <caption className="unseen">{t("referrals.title")}</caption>
          <thead>
            <tr>
              {(["person", "service", "state", "turn", "due"] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`referrals.col.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <ReferralRow key={one.id} referral={one} />
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

function ReferralRow({ referral }: { referral: ReferralSummary }) {
  const words = useWords();
  const { t, system, day } = words;
  const { direction, due, late, owner } = referral;
  const way = direction === "in" ? "referrals.from" : "referrals.to";
  return (
    <tr className={late && referral.turn === "us" ? "row-late" : undefined}>
      <td data-label={t("referrals.col.person")}>
        <Link to="/referrals/$id" params={{ id: referral.id }} className="strong">
          <bdi>{referral.person_name || t("referrals.unnamed")}</bdi>
        </Link>
      </td>
      <td data-label={t("referrals.col.service")}>
        <bdi>{serviceText(words, referral.service)}</bdi>
        <div className="quiet">
          {t(way, { system: system(referral.office) })}
          {t("value.comma")}
          {day(referral.requested_on)}
        </div>
      </td>
      <td data-label={t("referrals.col.state")}>
        <ReferralTag state={referral.state} unconfirmed={referral.unconfirmed} />
      </td>
      <td data-label={t("referrals.col.turn")}>
        {referral.turn === "us" ? (
          <strong>{turnText(words, referral)}</strong>
        ) : (
          turnText(words, referral)
        )}
        {owner === "" ? null : <div className="quiet">{t("referral.owner", { name: owner })}</div>}
      </td>
      <td data-label={due === null ? undefined : t("referrals.col.due")}>
        <DueTag due={due} late={late} />
      </td>
    </tr>
  );
}

/** Late first, then by day; what has no day last, newest first. */
function byUrgency(a: ReferralSummary, b: ReferralSummary): number {
  if (a.late !== b.late) return a.late ? -1 : 1;
  if (a.due !== b.due) {
    if (a.due === null || b.due === null) return a.due === null ? 1 : -1;
    return a.due < b.due ? -1 : 1;
  }
  return a.sent_at < b.sent_at ? 1 : -1;
}
