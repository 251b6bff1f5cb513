import type { OfferView, PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { OfferTag } from "../parts/OfferTag.tsx";
import { ProposalCard } from "../parts/ProposalCard.tsx";
import { useWords } from "../words/useWords.ts";
import { OfferReasons } from "./OfferReasons.tsx";

type Answer = { answer: "accepted" | "said_no" | "left_out" | "offered" };

/** May this person be offered work support, why, and what the person said. Saying no changes nothing. */
export function OfferCard({ person }: { person: PersonView }) {
  const { t, when } = useWords();
  const answer = useAct<Answer, OfferView>(path`/people/${person.id}/offer`);
  const { offer } = person;
  const field = person.fields.find((one) => one.name === "work_offer");
  const proposals = (field?.proposals ?? []).filter((one) => one.state === "waiting");
  const state: string = offer.state;
  const given = person.name.split(" ")[0] ?? person.name;
  const choices = answersOf(state, offer.fits);
  const id = `offer-${person.id}`;
  return (
    <section className="panel offer" aria-labelledby={id}>
      <div className="section-head">
        <h3 id={id}>{t("offer.title")}</h3>
        <span>
          <OfferTag state={state} />{" "}
          {offer.at === null ? null : <span className="quiet">{when(offer.at)}</span>}
        </span>
      </div>
      <p>{t(sentenceOf(state, offer.fits), { name: given })}</p>
      <details>
        <summary>{t("offer.why")}</summary>
        <OfferReasons offer={offer} />
      </details>
      {choices.length > 0 ? (
        <>
          <div className="actions">
            {choices.map((choice) => (
              <button
                key={choice}
                type="button"
                className="button"
                disabled={answer.isPending}
                onClick={() => answer.mutate({ answer: choice })}
              >
                {t(`offer.answer.${choice}`, { name: given })}
              </button>
            ))}
          </div>
          <p className="quiet">{t("offer.no_effect")}</p>
        </>
      ) : null}
      <FailureLine error={answer.error} />
      {proposals.map((proposal) => (
        <ProposalCard key={proposal.id} proposal={proposal} />
      ))}
    </section>
  );
}

/** What the person said stands before what the rule says. */
function sentenceOf(state: string, fits: boolean): string {
  if (["accepted", "said_no", "left_out"].includes(state)) return `offer.now.${state}`;
  return fits ? "offer.fits" : "offer.fits_not";
}

function answersOf(state: string, fits: boolean): Answer["answer"][] {
  if (state === "offered") return ["accepted", "said_no", "left_out"];
  if (state === "accepted") return ["said_no", "left_out"];
  if (state === "said_no" || state === "left_out") return ["accepted", "offered"];
  return fits ? ["offered", "left_out"] : [];
}
