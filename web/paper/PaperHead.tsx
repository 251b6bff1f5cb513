import type { PlanPaper } from "../../server/api/paper-schemas.ts";
import { checkCode } from "../plan/check-code.ts";
import type { PaperWords } from "./usePaperWords.ts";

type Props = { paper: PlanPaper; words: PaperWords };

/** Whose plan, of which day and version, and what this paper is. */
export function PaperHead({ paper, words }: Props) {
  const { t, day, system } = words;
  const { offices, person_name, household_number, title } = paper;
  return (
    <header className="paper-head">
      <p className="paper-offices">
        {offices.map(({ system: one }) => system(one)).join(t("paper.and"))}
      </p>
      <h1>{t("paper.title", { person: person_name })}</h1>
      {title === "" ? null : (
        <p className="paper-sub">
          <bdi>{title}</bdi>
        </p>
      )}
      <dl className="paper-facts">
        <Fact name={t("paper.opened")}>{day(paper.opened_on)}</Fact>
        <Fact name={t("paper.printed")}>{day(paper.printed_on)}</Fact>
        {paper.reassess_on ? (
          <Fact name={t("paper.reassess")}>{day(paper.reassess_on)}</Fact>
        ) : null}
        {household_number ? (
          <Fact name={t("paper.number")}>
            <bdi dir="ltr">{household_number}</bdi>
          </Fact>
        ) : null}
        <Fact name={t("paper.code")}>
          <bdi dir="ltr" className="paper-code">
            {checkCode(paper.root)}
          </bdi>
        </Fact>
      </dl>
      <Standing paper={paper} words={words} />
    </header>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What this paper counts for. */
function Standing({ paper, words: { t, day } }: Props) {
  const { standing, agreed_at } = paper;
  return (
    <p className={`paper-standing paper-standing-${standing}`}>
      <strong>{t(`paper.standing.${standing}`)}</strong>{" "}
      {agreed_at && standing === "in_force"
        ? t("paper.agreed_on", { day: day(agreed_at.slice(0, 10)) })
        : t(`paper.standing_means.${standing}`)}
    </p>
  );
}
