import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { FailedPage } from "../parts/FailedPage.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { NotFoundPage } from "../pages/NotFoundPage.tsx";
import { useWords } from "../words/useWords.ts";
import { emptyTemplate, templateOf } from "./template-draft.ts";
import { TemplateForm } from "./TemplateForm.tsx";

/** A new template: from nothing, or from the steps of a plan. */
export function NewTemplatePage() {
  const { language } = useWords();
  const { plan = "" } = useSearch({ from: "/frame/templates/new" });
  const found = useQuery({ ...queries.plan(plan), enabled: plan !== "" });
  if (plan === "") return <TemplateForm begin={emptyTemplate(language)} />;
  if (found.error) return <FailedPage error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton rows={8} />;
  return <TemplateForm key={plan} begin={templateOf(found.data)} fromPlan={plan} />;
}

export function EditTemplatePage() {
  const { id } = useParams({ from: "/frame/templates/$id" });
  const list = useQuery(queries.planTemplates());
  if (list.error) return <FailedPage error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Skeleton rows={8} />;
  const template = list.data.items.find((one) => one.id === id);
  if (!template) return <NotFoundPage />;
  const { retired: _, ...begin } = template;
  return <TemplateForm key={id} begin={begin} />;
}
