import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import type { RetireBody, TemplateView } from "../../server/api/template-schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { ListState } from "../parts/ListState.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";

/** Steps that are often made together: kept here, used from a plan. */
export function TemplatesPage() {
  const { t } = useWords();
  const list = useQuery(queries.planTemplates());
  const items = list.data?.items ?? [];
  return (
    <>
      <PageTitle
        title={t("templates.title")}
        lead={t("templates.lead")}
        actions={
          <Link to="/templates/new" className="button button-primary">
            <IconPlus size={18} aria-hidden="true" />
            {t("templates.new")}
          </Link>
        }
      />
      <ListState list={list} rows={6} words="template" />
      {items.length > 0 ? (
        <table className="table stack">
          <caption className="unseen">{t("templates.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("templates.col.name")}</th>
              <th scope="col">{t("templates.col.for")}</th>
              <th scope="col">{t("templates.col.steps")}</th>
              <th scope="col">{t("templates.col.act")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <Row key={one.id} template={one} />
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}

function Row({ template }: { template: TemplateView }) {
  const { t, number } = useWords();
  const { id, name, about, for_programme, for_goal, steps, retired } = template;
  const act = useAct<RetireBody, TemplateView>(path`/plan-templates/${id}/retire`);
  return (
    <tr>
      <td data-label={t("templates.col.name")}>
        <Link to="/templates/$id" params={{ id }} className="strong">
          <bdi>{name}</bdi>
        </Link>{" "}
        {retired ? <span className="tag">{t("templates.retired")}</span> : null}
        <div className="quiet" dir="auto">
          {about}
        </div>
      </td>
      <td data-label={t("templates.col.for")} dir="auto">
        {[for_programme, for_goal].filter((one) => one !== "").join(t("value.comma"))}
      </td>
      <td data-label={t("templates.col.steps")}>{number(steps.length)}</td>
      <td className="cell-act">
        <button
          type="button"
          className="button button-small"
          disabled={act.isPending}
          aria-label={t(retired ? "templates.restore_name" : "templates.retire_name", { name })}
          onClick={() => act.mutate({ retired: !retired })}
        >
          {t(retired ? "templates.restore" : "templates.retire")}
        </button>
        <FailureLine error={act.error} />
      </td>
    </tr>
  );
}
