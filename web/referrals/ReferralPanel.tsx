import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { PersonView } from "../../server/api/schemas.ts";
import type { ReferralSummary } from "../../server/api/referral-schemas.ts";
import { queries } from "../api/queries.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { ReferralTag } from "./ReferralTag.tsx";
import { serviceText, turnText } from "./referral-words.ts";

/** On a person's page: the referrals both ways, whose turn each is, and the way to a new one. */
export function ReferralPanel({ person }: { person: PersonView }) {
  const { t } = useWords();
  const found = useQuery(queries.personReferrals(person.id));
  const { items = [], options = [] } = found.data ?? {};
  const id = `referrals-${person.id}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("referral.panel")}</h3>
        {options.length > 0 ? (
          <Link
            to="/people/$id/refer"
            params={{ id: person.id }}
            className="button button-small no-print"
            aria-label={t("referral.refer_name", { name: person.name })}
          >
            {t("referral.refer")}
          </Link>
        ) : null}
      </div>
      {found.error && !found.data ? (
        <ErrorPanel error={found.error} retry={() => void found.refetch()} />
      ) : null}
      {found.data && items.length === 0 ? (
        <p className="quiet">{t("referral.panel_none")}</p>
      ) : null}
      {items.length > 0 ? (
        <ul className="referral-lines">
          {items.map((one) => (
            <ReferralLine key={one.id} referral={one} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function ReferralLine({ referral }: { referral: ReferralSummary }) {
  const words = useWords();
  const { t, system, day } = words;
  const way = referral.direction === "in" ? "referrals.from" : "referrals.to";
  return (
    <li>
      <div className="section-head">
        <Link to="/referrals/$id" params={{ id: referral.id }} className="strong">
          <bdi>{serviceText(words, referral.service)}</bdi>
        </Link>
        <ReferralTag state={referral.state} unconfirmed={referral.unconfirmed} />
      </div>
      <div className="quiet">
        {t(way, { system: system(referral.office) })}
        {t("value.comma")}
        {day(referral.requested_on)}
      </div>
      {referral.turn === "nobody" ? null : (
        <div className="referral-turn">
          <span>{turnText(words, referral)}</span>
          {referral.due === null ? null : <DueTag due={referral.due} late={referral.late} />}
        </div>
      )}
    </li>
  );
}
