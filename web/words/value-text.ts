import type { TFunction } from "i18next";
import { dayText } from "./useWords.ts";

type Speak = { t: TFunction; language: string };

/** Fields whose values are codes, and the group of the catalogue that names them. */
export const codeGroups: Record<string, string> = {
  sex: "sex",
  marital_status: "marital_status",
  vital_status: "vital_status",
  employment_status: "employment_status",
  unemployment_reason: "unemployment_reason",
  relationship: "relationship",
  work_offer: "offer.state",
  status: "enrolment_status",
  group_type: "group_type",
  education_level: "education_level",
  service: "service",
  outcome: "outcome",
};

/** A value of a field in words, in any language; the empty value has words too. */
export function valueText(field: string, value: unknown, speak: Speak): string {
  const { t, language } = speak;
  if (value === null || value === undefined || value === "") return t("value.none");
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return new Intl.NumberFormat(language).format(value);
  if (Array.isArray(value)) return listText(field, value, speak);
  if (typeof value === "object") return objectText(value as Record<string, unknown>, speak);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const group = codeGroups[field];
  if (group !== undefined) return t(`${group}.${text}`, { defaultValue: text });
  if (field === "languages") return languageName(text, language);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return dayText(text, language);
  return text;
}

function listText(field: string, values: unknown[], speak: Speak): string {
  if (values.length === 0) return speak.t("value.none");
  const parts = values.map((value) => valueText(field, value, speak));
  return new Intl.ListFormat(speak.language, { type: "conjunction" }).format(parts);
}

function objectText(value: Record<string, unknown>, speak: Speak): string {
  const text = (key: string) => (typeof value[key] === "string" ? value[key] : "");
  if ("given_name" in value || "surname" in value) {
    return ["prefix", "given_name", "second_name", "surname", "suffix"]
      .map(text)
      .filter(Boolean)
      .join(" ");
  }
  if ("identifier_value" in value || ("value" in value && "type" in value)) {
    const type = text("identifier_type") || text("type");
    const label = speak.t(`identifier_type.${type}`, { defaultValue: type });
    return `${label} ${text("identifier_value") || text("value")}`;
  }
  if ("id" in value && "name" in value) return text("name");
  if ("job_title" in value) return spellText(text, speak);
  const dayed = Object.values(value).filter((part) => typeof part === "string" && part !== "");
  return dayed.length === 0 ? speak.t("value.none") : dayed.join(speak.t("value.comma"));
}

function spellText(text: (key: string) => string, { t, language }: Speak): string {
  const start = text("start_date");
  const end = text("end_date");
  return [
    text("job_title"),
    text("employer"),
    start && t("value.since", { day: dayText(start, language) }),
    end && t("value.until", { day: dayText(end, language) }),
  ]
    .filter(Boolean)
    .join(t("value.comma"));
}

function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
