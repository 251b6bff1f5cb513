import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AccessList } from "../../server/api/access-schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { AccessDialog } from "./AccessDialog.tsx";

type Item = AccessList["items"][number];

/** Links that work without an account: attendance lists of providers, calendars; who made them, until when. */
export function AccessPage() {
  const { t } = useWords();
  const list = useQuery(queries.accessLinks());
  const [dialog, open] = useState<"provider" | "agenda" | null>(null);
  const items = list.data?.items ?? [];
  const providers = list.data?.providers ?? [];
  return (
    <>
      <PageTitle
        title={t("access.title")}
        lead={t("access.lead")}
        trail={<Link to="/agenda">{t("menu.agenda")}</Link>}
        actions={
          <>
            <button
              type="button"
              className="button button-primary"
              disabled={providers.length === 0}
              onClick={() => open("provider")}
            >
              {t("access.add.provider")}
            </button>
            <button type="button" className="button" onClick={() => open("agenda")}>
              {t("access.add.agenda")}
            </button>
          </>
        }
      />
      {list.error ? <ErrorPanel error={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Skeleton rows={4} /> : null}
      {list.data && items.length === 0 ? (
        <Empty title={t("access.empty")}>
          <p>{t(providers.length === 0 ? "access.empty_none" : "access.empty_next")}</p>
        </Empty>
      ) : null}
      {items.length === 0 ? null : (
        <table className="table stack">
          <caption className="unseen">{t("access.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("access.col.for")}</th>
              <th scope="col">{t("access.col.state")}</th>
              <th scope="col">{t("access.col.used")}</th>
              <th scope="col">{t("access.col.made")}</th>
              <th scope="col">{t("today.col.act")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </tbody>
        </table>
      )}
      {dialog === null ? null : (
        <AccessDialog kind={dialog} providers={providers} close={() => open(null)} />
      )}
    </>
  );
}

function Row({ item }: { item: Item }) {
  const { t, when, number } = useWords();
  const act = useAct<object, { revoked: boolean }>(path`/access-links/${item.id}/revoke`);
  return (
    <tr>
      <td data-label={t("access.col.for")}>
        <strong>
          <bdi>{item.name === "" ? t("access.kind.agenda") : item.name}</bdi>
        </strong>
        {item.name === "" ? null : <div className="quiet">{t(`access.kind.${item.kind}`)}</div>}
      </td>
      <td data-label={t("access.col.state")}>
        <span className={item.state === "open" ? "tag tag-ok" : "tag"}>
          {t(`access.state.${item.state}`)}
        </span>
        <div className="quiet">{t("access.until", { when: when(item.expires_at) })}</div>
      </td>
      <td data-label={t("access.col.used")}>
        {number(item.uses)}
        {item.last_used_at === null ? null : (
          <div className="quiet">{t("access.last", { when: when(item.last_used_at) })}</div>
        )}
      </td>
      <td data-label={t("access.col.made")}>
        <bdi>{item.created_by}</bdi>
        <div className="quiet">{when(item.created_at)}</div>
      </td>
      <td className="cell-act">
        {item.state === "open" ? (
          <button
            type="button"
            className="button button-small"
            disabled={act.isPending}
            aria-label={t("access.withdraw_of", {
              name: item.name === "" ? t("access.kind.agenda") : item.name,
            })}
            onClick={() => act.mutate({})}
          >
            {t("access.withdraw")}
          </button>
        ) : null}
        <FailureLine error={act.error} />
      </td>
    </tr>
  );
}
