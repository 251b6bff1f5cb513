import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import { codesOf } from "./codes.ts";

type Identifier = { identifier_type: string; identifier_value: string; issuer?: string };
type Props = {
  id: string;
  legend: string;
  value: unknown;
  onChange: (value: Identifier[]) => void;
};

/** Numbers that name a person, each with its kind. */
export function IdentifiersInput({ id, legend, value, onChange }: Props) {
  const { t, code } = useWords();
  const rows = Array.isArray(value) ? (value as Identifier[]) : [];
  const change = (at: number, part: Partial<Identifier>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  const types = codesOf("identifier_type") ?? [];
  return (
    <fieldset className="parts">
      <legend>{legend}</legend>
      {rows.map((row, at) => (
        <div key={at} className="identifier-row">
          <select
            aria-label={t("identifier.type", { at: at + 1 })}
            value={row.identifier_type}
            onChange={(event) => change(at, { identifier_type: event.target.value })}
          >
            {[...new Set([...types, row.identifier_type])].map((type) => (
              <option key={type} value={type}>
                {code("identifier_type", type)}
              </option>
            ))}
          </select>
          <input
            aria-label={t("identifier.value", { at: at + 1 })}
            dir="ltr"
            required
            maxLength={60}
            value={row.identifier_value}
            onChange={(event) => change(at, { identifier_value: event.target.value })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={t("identifier.remove", { at: at + 1 })}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
          >
            <IconTrash size={18} aria-hidden="true" />
          </button>
        </div>
      ))}
      <button
        type="button"
        id={`${id}-add`}
        className="button button-small"
        onClick={() =>
          onChange([...rows, { identifier_type: types[0] ?? "NID", identifier_value: "" }])
        }
      >
        <IconPlus size={16} aria-hidden="true" />
        {t("identifier.add")}
      </button>
    </fieldset>
  );
}
