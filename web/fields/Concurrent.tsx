import type { FieldView } from "../../server/api/schemas.ts";
import type { EditResult } from "../../server/api/work-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";

type Body = { changes: Record<string, unknown>; seen: Record<string, string> };

/** Two offices wrote at the same time: both values stand side by side until a person picks one. */
export function Concurrent({ field, recordId }: { field: FieldView; recordId: string }) {
  const words = useWords();
  const { t } = words;
  const edit = useAct<Body, EditResult>(path`/records/${recordId}/edit`);
  const label = words.code("field", field.name);
  const values = [{ value: field.value, from: field.from, at: field.at }, ...field.also];
  return (
    <section className="concurrent" aria-label={t("concurrent.label", { field: label })}>
      <p>{t("concurrent.text")}</p>
      <ul className="proposal-sides">
        {values.map((one, at) => (
          <li key={at}>
            <div className="proposal-value" dir="auto">
              {words.value(field.name, one.value)}
            </div>
            <div className="quiet">
              {one.from === null || one.at === null
                ? null
                : t("field.source", { system: words.system(one.from), when: words.when(one.at) })}
            </div>
            <button
              type="button"
              className="button button-small"
              disabled={edit.isPending}
              onClick={() =>
                edit.mutate({
                  changes: { [field.name]: one.value },
                  seen: { [field.name]: field.stamp },
                })
              }
              aria-label={`${t("concurrent.use")}: ${words.value(field.name, one.value)}`}
            >
              {t("concurrent.use")}
            </button>
          </li>
        ))}
      </ul>
      <FailureLine error={edit.error} />
    </section>
  );
}
