import type { PlanPaper } from "../../server/api/paper-schemas.ts";
import type { PaperWords } from "./usePaperWords.ts";

type Props = { paper: PlanPaper; words: PaperWords };

const signers = ["person", "social", "employment"] as const;

/** Where all three sign, what signing means, and the whole name of what is signed. */
export function PaperSigning({ paper, words }: Props) {
  const { t, number } = words;
  return (
    <section aria-labelledby="paper-sign" className="paper-signing">
      <h2 id="paper-sign">{t("paper.sign")}</h2>
      <p>{t("paper.sign_means")}</p>
      <p>{t("paper.sign_no")}</p>
      <p className="paper-contact">
        <span>{t("paper.no_lines")}</span>
        <span className="paper-blank" />
      </p>
      {signers.map((party) => (
        <Signer key={party} party={party} paper={paper} words={words} />
      ))}
      <p className="paper-contact">
        <span>{t("paper.witness")}</span>
        <span className="paper-blank" />
      </p>
      <p className="paper-root">
        {t("paper.whole_code", { version: number(paper.terms_version) })}
        <br />
        <bdi dir="ltr" className="paper-code">
          {paper.root}
        </bdi>
      </p>
    </section>
  );
}

function Signer({ party, paper, words }: Props & { party: (typeof signers)[number] }) {
  const { t, day } = words;
  const said = paper.said.find((one) => one.party === party);
  const name = party === "person" ? paper.person_name : t(`paper.party.${party}`);
  return (
    <div className="paper-signer">
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {said ? (
        <p>
          {t(said.decision === "signed" ? "paper.signed" : "paper.said_no", {
            day: day(said.at.slice(0, 10)),
            how: t(`paper.method.${said.method}`),
            who: said.by.name,
          })}
        </p>
      ) : (
        <div className="paper-sign-lines">
          <p className="paper-contact">
            <span>{t("paper.signature")}</span>
            <span className="paper-blank" />
          </p>
          <p className="paper-contact paper-date">
            <span>{t("paper.date")}</span>
            <span className="paper-blank" />
          </p>
        </div>
      )}
    </div>
  );
}
