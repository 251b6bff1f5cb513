import { Link } from "@tanstack/react-router";
import type { PersonReferrals } from "../../server/api/referral-schemas.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { useWords } from "../words/useWords.ts";
import type { ReferDraft } from "./refer-draft.ts";

type Props = {
  options: PersonReferrals["options"];
  draft: ReferDraft;
  set: (change: Partial<ReferDraft>) => void;
};

/** Office and service, each with how soon it answers; what is not possible says why beside it. */
export function ServiceChoice({ options, draft, set }: Props) {
  const { t, system, day } = useWords();
  const office = options.find((one) => one.system.id === draft.partner) ?? options[0];
  if (!office) return null;
  return (
    <fieldset className="panel">
      <legend>{t("referral.new.to")}</legend>
      {options.length > 1 ? (
        <Choice
          label={t("referral.new.office")}
          value={office.system.id}
          options={options.map((one) => [one.system.id, system(one.system)])}
          onChange={(partner) => set({ partner, service: "" })}
        />
      ) : (
        <p>{system(office.system)}</p>
      )}
      <div role="radiogroup" aria-label={t("referral.new.service")}>
        {office.services.map((one) => (
          <label key={one.id} className="radio">
            <input
              type="radio"
              name="service"
              checked={draft.service === one.id}
              disabled={one.unmet.length > 0}
              onChange={() => set({ service: one.id })}
            />
            <span>
              <strong>{t(`referral.service.${one.id}`)}</strong>{" "}
              <span className="quiet">
                {one.unmet.length > 0
                  ? one.unmet.map((rule) => t(`referral.rule.${rule}`)).join(" ")
                  : [
                      t("referral.new.answers_in", { count: one.answer_days }),
                      t("referral.new.answers_by", { day: day(one.answer_by) }),
                    ].join(" ")}
                {one.programme === "" ? null : (
                  <>
                    {" "}
                    {t("referral.new.by_programme")} <bdi>{one.programme}</bdi>
                  </>
                )}
              </span>
              {one.open === null ? null : (
                <span className="service-open">
                  {t("referral.new.open")}{" "}
                  <Link to="/referrals/$id" params={{ id: one.open }}>
                    {t("referral.new.open_link")}
                  </Link>
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
