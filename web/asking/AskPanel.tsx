import { IconMessageQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AskedView, AskingView } from "../../server/api/asking-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { AnswerCard } from "./AnswerCard.tsx";
import { AskDialog } from "./AskDialog.tsx";

type Partner = AskingView["partners"][number];

/** "Ask the other system": whom, and what they said, with date and source; nothing here edits. */
export function AskPanel({ person }: { person: PersonView }) {
  const { t, system, when } = useWords();
  const asking = useQuery(queries.asking(person.id));
  const [asked, setAsked] = useState<Partner | null>(null);
  const [answer, setAnswer] = useState<AskedView | null>(null);
  if (asking.error) {
    return <ErrorPanel error={asking.error} retry={() => void asking.refetch()} />;
  }
  if (!asking.data) return null;
  const partners = asking.data.partners.filter(({ purposes }) => purposes.length > 0);
  const id = `ask-${person.id}`;
  return (
    <section className="panel asking" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("ask.title")}</h3>
        <div className="ask-whom">
          {partners.map((partner) => (
            <button
              key={partner.system.id}
              type="button"
              className="button button-small"
              disabled={partner.identifiers.length === 0}
              onClick={() => {
                setAnswer(null);
                setAsked(partner);
              }}
            >
              <IconMessageQuestion size={16} aria-hidden="true" />
              {t("ask.button", { system: system(partner.system) })}
            </button>
          ))}
        </div>
      </div>
      <Nobody partners={partners} />
      <div role="status">
        {answer ? (
          <p className="unseen">
            {t(`ask.told.${answer.state}`, {
              system: system(answer.partner),
              when: when(answer.at),
            })}
          </p>
        ) : null}
      </div>
      {asking.data.asked.length === 0 ? (
        <p className="quiet">{t("ask.empty")}</p>
      ) : (
        <ol className="answers">
          {asking.data.asked.map((one) => (
            <AnswerCard key={one.id} asked={one} name={person.name} />
          ))}
        </ol>
      )}
      {asked ? (
        <AskDialog person={person} partner={asked} done={setAnswer} close={() => setAsked(null)} />
      ) : null}
    </section>
  );
}

/** Why nobody can be asked, and what would change that. */
function Nobody({ partners }: { partners: readonly Partner[] }) {
  const { t } = useWords();
  if (partners.length === 0) return <p className="quiet">{t("ask.not_agreed")}</p>;
  if (partners.every(({ identifiers }) => identifiers.length === 0)) {
    return <p className="quiet">{t("ask.no_identifier")}</p>;
  }
  return null;
}
