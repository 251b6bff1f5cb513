import type { BenefitsView, PersonReferrals } from "../../server/api/referral-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";

type Props = { person: PersonView; option: PersonReferrals["options"][number] };

/** Before a referral to social protection: which benefits are there already. */
export function BenefitsLine({ person, option }: Props) {
  const { t, system, when } = useWords();
  const act = useAct<{ partner: string }, BenefitsView | null>(
    path`/people/${person.id}/referrals/benefits`,
  );
  const { benefits } = option;
  return (
    <section className="panel" aria-labelledby="refer-benefits">
      <div className="section-head">
        <h2 id="refer-benefits">{t("referral.new.benefits")}</h2>
        {benefits === null ? (
          <button
            type="button"
            className="button button-small"
            disabled={act.isPending}
            onClick={() => act.mutate({ partner: option.system.id })}
          >
            {t("referral.new.benefits_ask", { system: system(option.system) })}
          </button>
        ) : null}
      </div>
      <div role="status">
        {benefits === null ? null : (
          <p>
            {t(`referral.benefits.${benefits.answer}`)}{" "}
            <span className="quiet">{when(benefits.at)}</span>
          </p>
        )}
      </div>
      <p className="quiet">{t("referral.new.benefits_means")}</p>
      <FailureLine error={act.error} />
    </section>
  );
}
