import { IconTrash } from "@tabler/icons-react";
import { codesOf } from "../fields/codes.ts";
import { useWords } from "../words/useWords.ts";
import { controlId, type MemberDraft, type Problem } from "./draft.ts";
import { FormLine } from "./FormLine.tsx";

type Props = {
  member: MemberDraft;
  at: number;
  mainContact: boolean;
  problems: readonly Problem[];
  change: (part: Partial<MemberDraft>) => void;
  makeMainContact: () => void;
  remove?: () => void;
};

type TextPart = Exclude<keyof MemberDraft, "key" | "in_full_time_education" | "left_out">;
type Line = { part: TextPart; type?: "date" | "tel"; codes?: string; optional?: boolean };
const lines: readonly Line[] = [
  { part: "given_name" },
  { part: "second_name", optional: true },
  { part: "surname" },
  { part: "sex", codes: "sex" },
  { part: "birth_date", type: "date" },
  { part: "relationship", codes: "relationship" },
  { part: "identifier_type", codes: "identifier_type" },
  { part: "identifier_value", optional: true },
  { part: "phone_number", type: "tel", optional: true },
  { part: "employment_status", codes: "employment_status", optional: true },
];

/** One member of a new household. */
export function MemberForm(props: Props) {
  const { member, at, mainContact, problems, change, makeMainContact, remove } = props;
  const { t, code, number } = useWords();
  const name = [member.given_name, member.surname].filter(Boolean).join(" ");
  return (
    <fieldset className="panel member-form">
      <legend>
        {t("register.member", { number: number(at + 1) })} <bdi>{name}</bdi>
      </legend>
      <div className="form-grid">
        {lines.map(({ part, type, codes, optional }) => {
          const id = controlId(member, part);
          const label = t(`register.part.${part}`);
          return (
            <FormLine
              key={part}
              id={id}
              label={optional ? t("form.optional", { label }) : label}
              value={member[part]}
              problem={problems.find((one) => one.id === id)}
              onChange={(text) => change({ [part]: text })}
              {...(type && { type })}
              {...(codes && {
                options: (
                  <>
                    {codes === "identifier_type" ? null : (
                      <option value="">{t(optional ? "value.none" : "form.choose")}</option>
                    )}
                    {(codesOf(codes) ?? []).map((one) => (
                      <option key={one} value={one}>
                        {code(codes, one)}
                      </option>
                    ))}
                  </>
                ),
              })}
            />
          );
        })}
      </div>
      <div className="checks">
        <label className="radio">
          <input
            type="radio"
            name="main_contact"
            checked={mainContact}
            onChange={makeMainContact}
          />
          <span>{t("register.main_contact")}</span>
        </label>
        <label className="radio">
          <input
            type="checkbox"
            checked={member.in_full_time_education}
            onChange={(event) => change({ in_full_time_education: event.target.checked })}
          />
          <span>{t("field.in_full_time_education")}</span>
        </label>
        <label className="radio">
          <input
            type="checkbox"
            checked={member.left_out}
            onChange={(event) => change({ left_out: event.target.checked })}
          />
          <span>{t("register.left_out")}</span>
        </label>
      </div>
      {remove ? (
        <button
          type="button"
          className="button button-small"
          onClick={remove}
          aria-label={`${t("register.remove")} ${number(at + 1)} ${name}`}
        >
          <IconTrash size={16} aria-hidden="true" />
          {t("register.remove")}
        </button>
      ) : null}
    </fieldset>
  );
}
