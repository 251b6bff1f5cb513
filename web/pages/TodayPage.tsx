import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import type { TodayItem } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { TodayProposal } from "./TodayProposal.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { TodayRow } from "./TodayRow.tsx";

const kinds = [
  "alarm",
  "death_check",
  "merge_asked",
  "proposal",
  "referral",
  "plan_sign",
  "plan_changed",
  "message",
  "review_question",
  "hearing_appeal",
  "hearing",
  "complaint",
  "outcome_due",
  "same_person",
  "concurrent",
  "offer_to_make",
  "new_from_partner",
  "claim_overdue",
  "enrolment_of_deceased",
  "enrolment_to_restore",
];

/** What waits for this worker, late first; a proposal is decided right here. */
export function TodayPage() {
  const { t, longDay, number } = useWords();
  const { show } = useSearch({ from: "/frame/today" });
  const today = useQuery(queries.today());
  const [open, setOpen] = useState<string | null>(null);
  const items = today.data?.items ?? [];
  const isOf = (item: TodayItem, kind: string) =>
    item.kind === kind || (kind === "proposal" && item.kind === "proposal_overdue");
  const count = (kind: string) => items.filter((item) => isOf(item, kind)).length;
  const shown = items.filter((item) => {
    if (show === "late") return item.late;
    return show === undefined || isOf(item, show);
  });
  const chips = [
    ...(today.data && today.data.late > 0 ? ["late"] : []),
    ...kinds.filter((kind) => count(kind) > 0 || kind === show),
  ];
  const lead =
    items.length > 0 && today.data
      ? [
          t("today.wait", { count: items.length }),
          today.data.late > 0 ? t("today.late", { count: today.data.late }) : "",
        ].join(" ")
      : "";
  return (
    <>
      <PageTitle
        title={t("today.title", { day: longDay(new Date()) })}
        lead={lead}
        actions={
          <>
            <Link to="/referrals" className="button narrow-only">
              {t("menu.referrals")}
            </Link>
            <Link to="/agenda" className="button narrow-only">
              {t("menu.agenda")}
            </Link>
            <PrintButton label={t("today.print")} />
          </>
        }
      />
      {today.error ? <ErrorPanel error={today.error} retry={() => void today.refetch()} /> : null}
      {today.isPending ? <Skeleton rows={7} /> : null}
      {items.length > 0 || show !== undefined ? (
        <nav className="chips" aria-label={t("today.filter")}>
          <Link
            to="/today"
            search={{}}
            className="chip"
            activeOptions={{ exact: true }}
            aria-current={show === undefined || undefined}
          >
            {t("today.show.all")} {number(items.length)}
          </Link>
          {chips.map((kind) => (
            <Link
              key={kind}
              to="/today"
              search={{ show: kind }}
              className="chip"
              activeOptions={{ exact: true }}
              aria-current={show === kind || undefined}
            >
              {t(`today.show.${kind}`)}{" "}
              {number(kind === "late" ? (today.data?.late ?? 0) : count(kind))}
            </Link>
          ))}
        </nav>
      ) : null}
      {today.data && shown.length === 0 ? (
        <Empty title={t(items.length === 0 ? "today.empty" : "today.empty_filter")}>
          <p>
            {items.length === 0 ? t("today.empty_next") : null}{" "}
            <Link to="/people">{t("today.empty_people")}</Link>
          </p>
        </Empty>
      ) : null}
      {shown.length > 0 ? (
        <table className="table stack today">
          <caption className="unseen">{t("today.table")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("today.col.person")}</th>
              <th scope="col">{t("today.col.what")}</th>
              <th scope="col">{t("today.col.from")}</th>
              <th scope="col">{t("today.col.due")}</th>
              <th scope="col">{t("today.col.act")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((item) => (
              <Fragment key={item.id}>
                <TodayRow
                  item={item}
                  open={open === item.id}
                  toggle={() => setOpen(open === item.id ? null : item.id)}
                />
                {open === item.id ? (
                  <tr className="opened">
                    <td colSpan={5}>
                      <TodayProposal item={item} />
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
