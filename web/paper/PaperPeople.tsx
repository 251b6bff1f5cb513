import type { OfficeView, PlanPaper } from "../../server/api/paper-schemas.ts";
import type { PaperWords } from "./usePaperWords.ts";

type Props = { paper: PlanPaper; words: PaperWords };

/** Whom to call, what the offices tell each other, and where to complain. */
export function PaperPeople({ paper, words }: Props) {
  const { t } = words;
  return (
    <>
      <section aria-labelledby="paper-people">
        <h2 id="paper-people">{t("paper.people")}</h2>
        <div className="paper-two">
          {paper.offices.map((office) => (
            <Office key={office.system.id} office={office} words={words} />
          ))}
        </div>
      </section>
      <section aria-labelledby="paper-shared">
        <h2 id="paper-shared">{t("paper.shared")}</h2>
        <p>{paper.data_shared === "" ? t("paper.shared_none") : <bdi>{paper.data_shared}</bdi>}</p>
        <p>{t("paper.kept_off")}</p>
      </section>
      <section aria-labelledby="paper-complain">
        <h2 id="paper-complain">{t("paper.complain")}</h2>
        <p>{t("paper.complain_means")}</p>
        <div className="paper-two">
          {paper.offices.map(({ system, complaints }) => (
            <address key={system.id} className="paper-office">
              <h3>{t("paper.about", { office: words.system(system) })}</h3>
              <Line name={t("paper.ask_for")} text={complaints.name} />
              <Line name={t("paper.phone")} text={complaints.phone} ltr />
              <Line name={t("paper.place")} text={complaints.place} />
            </address>
          ))}
        </div>
      </section>
    </>
  );
}

function Office({ office, words }: { office: OfficeView; words: PaperWords }) {
  const { t, system } = words;
  return (
    <address className="paper-office">
      <h3
        className={`paper-party paper-party-${office.system.kind === "sp" ? "social" : "employment"}`}
      >
        {system(office.system)}
      </h3>
      <Line name={t("paper.ask_for")} text={office.ask_for} />
      <Line name={t("paper.phone")} text={office.phone} ltr />
      <Line name={t("paper.open_hours")} text={office.hours} />
      <Line name={t("paper.place")} text={office.place} />
    </address>
  );
}

/** What nobody noted is a line to write on by hand, so that it is missed before the paper is given. */
function Line({ name, text, ltr = false }: { name: string; text: string; ltr?: boolean }) {
  return (
    <p className="paper-contact">
      <span>{name}</span>
      {text === "" ? (
        <span className="paper-blank" />
      ) : (
        <bdi {...(ltr ? { dir: "ltr" } : {})}>{text}</bdi>
      )}
    </p>
  );
}
