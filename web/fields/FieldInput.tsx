import { codeGroups } from "../words/value-text.ts";
import { useWords } from "../words/useWords.ts";
import { codesOf } from "./codes.ts";
import { IdentifiersInput } from "./IdentifiersInput.tsx";
import { PartsInput } from "./PartsInput.tsx";

type Props = {
  name: string;
  id: string;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
};

const days = ["birth_date", "registration_date", "moved_on"];
const yesNo = ["in_full_time_education", "self_id_disability", "left_out", "main_contact"];
const long = ["notes", "care_hours"];
const parts: Record<string, readonly string[]> = {
  name: ["given_name", "second_name", "surname"],
  address: ["address_line_1", "locality", "region_code", "postal_code"],
  safe_address: ["address_line_1", "locality", "region_code", "postal_code"],
};
const kinds: Record<string, string> = { email: "email", phone_number: "tel" };

/** The right control for a field's values; every one has the field's label as its name. */
export function FieldInput({ name, id, label, value, onChange }: Props) {
  const { t, language, code } = useWords();
  const partNames = parts[name];
  if (partNames !== undefined) {
    return (
      <PartsInput id={id} legend={label} names={partNames} value={value} onChange={onChange} />
    );
  }
  if (name === "identifiers") {
    return <IdentifiersInput id={id} legend={label} value={value} onChange={onChange} />;
  }
  const text = typeof value === "string" || typeof value === "boolean" ? String(value) : "";
  const codes = yesNo.includes(name) ? ["true", "false"] : codesOf(name);
  const group = codeGroups[name];
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {codes !== undefined ? (
        <select id={id} value={text} onChange={(event) => onChange(read(name, event.target.value))}>
          {codes.includes(text) ? null : (
            <option value={text}>{text === "" ? t("form.choose") : text}</option>
          )}
          {codes.map((one) => (
            <option key={one} value={one}>
              {group === undefined
                ? t(one === "true" ? "value.yes" : "value.no")
                : code(group, one)}
            </option>
          ))}
        </select>
      ) : name === "languages" ? (
        <input
          id={id}
          defaultValue={Array.isArray(value) ? value.join(", ") : text}
          lang="en"
          dir="ltr"
          aria-describedby={`${id}-hint`}
          onChange={(event) =>
            onChange(event.target.value.split(/[\s,]+/).filter((one) => one !== ""))
          }
        />
      ) : long.includes(name) ? (
        <textarea
          id={id}
          value={text}
          rows={3}
          dir="auto"
          onChange={(e) => onChange(e.target.value)}
        />
      ) : (
        <input
          id={id}
          type={days.includes(name) ? "date" : (kinds[name] ?? "text")}
          value={text}
          lang={language}
          dir={name in kinds || days.includes(name) ? "ltr" : "auto"}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {name === "languages" ? (
        <p className="quiet" id={`${id}-hint`}>
          {t("field.languages_hint")}
        </p>
      ) : null}
    </>
  );
}

function read(name: string, text: string): unknown {
  return yesNo.includes(name) ? text === "true" : text;
}
