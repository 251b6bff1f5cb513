import type { ReactNode } from "react";
import type { ReferralLetter } from "../../server/api/letter-schemas.ts";
import type { OfficeView } from "../../server/api/paper-schemas.ts";
import type { PaperWords } from "../paper/usePaperWords.ts";
import { contactText, serviceText } from "../referrals/referral-words.ts";

type Props = { letter: ReferralLetter; words: PaperWords };

/** The letter itself: who is referred and what for, and a part to send back. */
export function LetterSheet({ letter, words }: Props) {
  const { t, day, system, actor, value } = words;
  if (letter.why !== "") {
    return (
      <main className="paper">
        <h1>{t("letter.title")}</h1>
        <p>{t(`referral.why.${letter.why}`, { system: system(letter.to.system) })}</p>
      </main>
    );
  }
  const { person, reason, needs, contact, answer_by, agreement } = letter;
  return (
    <main className="paper letter">
      <header className="letter-head">
        <Office office={letter.from} words={words} title={t("letter.from")} />
        <Office office={letter.to} words={words} title={t("letter.to")} />
      </header>
      <p>{day(letter.printed_on)}</p>
      <h1>{t("letter.subject", { service: serviceText(words, letter.service) })}</h1>
      <p>
        {t(letter.answered ? "letter.opening_answered" : "letter.opening", {
          day: day(letter.sent_on),
        })}
      </p>
      <h2>{t("letter.person")}</h2>
      <dl className="paper-lines">
        <Line name={t("letter.name")} text={person.name} />
        <Line
          name={t("field.birth_date")}
          text={person.birth_date === null ? "" : day(person.birth_date)}
        />
        {person.identifiers.map((one) => (
          <Line key={one.type + one.value} name={one.type} text={one.value} ltr />
        ))}
        <Line name={t("field.phone_number")} text={person.phone_number} ltr />
        <Line name={t("field.languages")} text={value("languages", person.languages)} />
      </dl>
      <h2>{t("letter.request")}</h2>
      <dl className="paper-lines">
        <Line name={t("referral.new.service")} text={serviceText(words, letter.service)} />
        <Line name={t("referral.one.reason")} text={reason} />
        <Line name={t("referral.one.needs")} text={needs} />
        <Line name={t("referral.one.contact")} text={contact ? contactText(words, contact) : ""} />
        <Line name={t("referral.one.requested_on")} text={day(letter.requested_on)} />
      </dl>
      <p>{t("letter.yes")}</p>
      {answer_by && !letter.answered ? (
        <p className="paper-standing">
          {t(answer_by < letter.printed_on ? "letter.answer_was" : "letter.answer_by", {
            day: day(answer_by),
          })}
        </p>
      ) : null}
      <p>{actor(letter.sent_by)}</p>
      {letter.answered ? null : <Answer letter={letter} words={words} />}
      {agreement ? (
        <p className="paper-root">{t("letter.agreement", { text: agreement.text })}</p>
      ) : null}
    </main>
  );
}

function Office({
  office,
  words: { t, system },
  title,
}: {
  office: OfficeView;
  words: PaperWords;
  title: string;
}) {
  return (
    <address className="paper-office">
      <span className="letter-label">{title}</span>
      <strong>{system(office.system)}</strong>
      {office.place === "" ? null : <span dir="auto">{office.place}</span>}
      {office.ask_for === "" ? null : (
        <span dir="auto">{t("letter.ask_for", { name: office.ask_for })}</span>
      )}
      {office.phone === "" ? null : <bdi dir="ltr">{office.phone}</bdi>}
    </address>
  );
}

/** What nobody said, or the agreement does not let out, takes no room. */
function Line({ name, text, ltr = false }: { name: string; text: string; ltr?: boolean }) {
  if (text === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{ltr ? <bdi dir="ltr">{text}</bdi> : text}</dd>
    </div>
  );
}

const answers = ["accept", "wait", "decline"] as const;

/** The office has no message for its answer: it ticks it here and sends the sheet back, or calls. */
function Answer({ letter, words: { t, system } }: Props) {
  const { from } = letter;
  return (
    <section className="letter-answer" aria-labelledby="letter-answer">
      <h2 id="letter-answer">{t("letter.answer")}</h2>
      <p>
        {t("letter.answer_to", { system: system(from.system) })}{" "}
        {from.phone === "" ? null : <bdi dir="ltr">{from.phone}</bdi>}
      </p>
      <ul className="letter-boxes">
        {answers.map((one) => (
          <li key={one}>
            <span className="letter-box" aria-hidden="true" />
            <span className="letter-choice">{t(`letter.box.${one}`)}</span>
            {one === "wait" ? null : <Blank />}
          </li>
        ))}
      </ul>
      <div className="paper-sign-lines">
        <Signed>{t("letter.sign_name")}</Signed>
        <Signed>{t("letter.sign_day")}</Signed>
        <Signed>{t("letter.sign")}</Signed>
      </div>
      <p>{t("letter.no_harm")}</p>
    </section>
  );
}

function Blank() {
  return <span className="paper-blank" aria-hidden="true" />;
}

function Signed({ children }: { children: ReactNode }) {
  return (
    <p className="paper-contact">
      <span>{children}</span>
      <Blank />
    </p>
  );
}
