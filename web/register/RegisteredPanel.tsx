import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Registered } from "../../server/api/work-schemas.ts";
import { OfferReasons } from "../household/OfferReasons.tsx";
import { OfferTag } from "../parts/OfferTag.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";

/** After saving: each member, whether work support may be offered, and why. */
export function RegisteredPanel({
  registered,
  again,
}: {
  registered: Registered;
  again: () => void;
}) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const fitting = registered.members.filter((one) => one.offer.fits).length;
  return (
    <div ref={box} tabIndex={-1} className="registered">
      <PageTitle
        title={t("registered.title", { number: registered.number })}
        lead={t("registered.lead", { count: fitting })}
        actions={
          <>
            <button type="button" className="button" onClick={again}>
              {t("registered.again")}
            </button>
            <Link
              to="/households/$id"
              params={{ id: registered.household_id }}
              className="button button-primary"
            >
              {t("registered.open")}
            </Link>
          </>
        }
      />
      <ul className="cards">
        {registered.members.map((member) => (
          <li key={member.person_id} className="panel">
            <h2 dir="auto">{member.name}</h2>
            <p>
              <strong>{t(member.offer.fits ? "registered.fits" : "registered.fits_not")}</strong>
            </p>
            <p>
              <OfferTag state={member.offer.state} />
            </p>
            <OfferReasons offer={member.offer} />
          </li>
        ))}
      </ul>
      <p className="quiet">{t("offer.no_effect")}</p>
    </div>
  );
}
