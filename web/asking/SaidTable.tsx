import { IconArrowsDiff, IconCheck } from "@tabler/icons-react";
import type { SaidField } from "../../server/api/asking-schemas.ts";
import { useWords } from "../words/useWords.ts";

type Props = { fields: readonly SaidField[]; other: string };

/** What differs first, theirs beside ours; what is the same is named, and can be opened. */
export function SaidTable({ fields, other }: Props) {
  const { t } = useWords();
  const different = fields.filter(({ same }) => !same);
  const same = fields.filter((field) => field.same);
  return (
    <div className="said">
      {different.length === 0 ? (
        <p className="done">
          <IconCheck size={16} aria-hidden="true" />
          {t("ask.all_same", { count: same.length })}
        </p>
      ) : (
        <Rows
          fields={different}
          other={other}
          caption={t("ask.differs", { count: different.length })}
        />
      )}
      {same.length > 0 ? (
        <details>
          <summary>{t("ask.same", { count: same.length })}</summary>
          <Rows fields={same} other={other} caption="" />
        </details>
      ) : null}
    </div>
  );
}

function Rows({ fields, other, caption }: Props & { caption: string }) {
  const { t, code, value } = useWords();
  return (
    <table className="table said-table">
      {caption === "" ? null : (
        <caption>
          <IconArrowsDiff size={16} aria-hidden="true" /> {caption}
        </caption>
      )}
      <thead>
        <tr>
          <th scope="col">{t("ask.column.field")}</th>
          <th scope="col">{t("ask.column.theirs", { system: other })}</th>
          <th scope="col">{t("ask.column.ours")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.name} className={field.same ? undefined : "said-different"}>
            <th scope="row">{code("field", field.name)}</th>
            <td data-label={t("ask.column.theirs", { system: other })} dir="auto">
              {value(field.name, field.theirs)}
            </td>
            <td data-label={t("ask.column.ours")} dir="auto">
              {value(field.name, field.ours)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
