import type { ReactNode } from "react";
import type { ReferralView } from "../../server/api/referral-schemas.ts";
import { useWords } from "../words/useWords.ts";
import { consentText, contactText, enrolledText, serviceText } from "./referral-words.ts";

type Props = { referral: ReferralView };

/** What the sender asked for, with the person's yes. */
export function RequestFacts({ referral }: Props) {
  const words = useWords();
  const { t, day, actor, when } = words;
  const { contact, consent, benefits_asked, question, information } = referral;
  return (
    <Facts title={t("referral.asked")} id="referral-asked">
      <Fact name="reason" said>
        {referral.reason}
      </Fact>
      <Fact name="needs" said>
        {referral.needs}
      </Fact>
      <Fact name="contact">{contact ? contactText(words, contact) : ""}</Fact>
      <Fact name="consent">{consent ? consentText(words, consent) : ""}</Fact>
      <Fact name="benefits">
        {benefits_asked ? t(`referral.benefits.${benefits_asked.answer}`) : ""}
      </Fact>
      <Fact name="requested_on">{day(referral.requested_on)}</Fact>
      <Fact name="sent_by">{`${actor(referral.sent_by)}${t("value.comma")}${when(referral.sent_at)}`}</Fact>
      <Fact name="question" said>
        {question?.text ?? ""}
      </Fact>
      <Fact name="information" said>
        {information?.text ?? ""}
      </Fact>
      <Fact name="withdrawn_why" said>
        {referral.withdrawn_why}
      </Fact>
      <Fact name="said_no_on">{referral.said_no_on ? day(referral.said_no_on) : ""}</Fact>
      <Fact name="agreement" said>
        {referral.agreement}
      </Fact>
    </Facts>
  );
}

/** What the receiving office said last, and its clocks while it has not. */
export function AnswerFacts({ referral }: Props) {
  const words = useWords();
  const { t, when, actor } = words;
  const {
    answer,
    appointment,
    outcome,
    next_service,
    answer_due,
    expires_at,
    calendar,
    enrolment,
  } = referral;
  const waits = referral.state === "sent" || referral.state === "received";
  return (
    <Facts title={t("referral.answer")} id="referral-answer">
      {answer === null ? <p className="quiet">{t("referral.no_answer")}</p> : null}
      <Fact name={answer?.heard ? "heard_by" : "by"}>
        {answer ? `${actor(answer.by)}${t("value.comma")}${when(answer.at)}` : ""}
      </Fact>
      <Fact name="why">{answer?.reason ? t(`referral.decline.${answer.reason}`) : ""}</Fact>
      <Fact name="note" said>
        {answer?.note ?? ""}
      </Fact>
      <Fact name="appointment">
        {appointment
          ? [when(appointment.at), appointment.place].filter(Boolean).join(t("value.comma"))
          : ""}
      </Fact>
      <Fact name="next_service">{next_service ? serviceText(words, next_service) : ""}</Fact>
      <Fact name="enrolment" said>
        {enrolment ? enrolledText(words, enrolment) : ""}
      </Fact>
      <Fact name="outcome">{outcome ? t(`referral.outcome.${outcome}`) : ""}</Fact>
      <Fact name="answer_due">{waits && answer_due ? when(answer_due) : ""}</Fact>
      <Fact name="expires">{waits && expires_at ? when(expires_at) : ""}</Fact>
      <Fact name="calendar">
        {waits && calendar !== "" ? t("referral.calendar", { programme: calendar }) : ""}
      </Fact>
    </Facts>
  );
}

function Facts({ title, id, children }: { title: string; id: string; children: ReactNode[] }) {
  const [first, ...rest] = children;
  // A sentence instead of facts stands before the list, never in it.
  const isSentence =
    typeof first === "object" && first !== null && "type" in first && first.type === "p";
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {isSentence ? first : null}
      <dl className="fields">{isSentence ? rest : children}</dl>
    </section>
  );
}

/** One fact; what nobody said takes no room. `said`: in the words, and so the direction, of a person. */
function Fact({ name, said, children }: { name: string; said?: boolean; children: string }) {
  const { t } = useWords();
  if (children === "") return null;
  return (
    <div className="field">
      <dt>{t(`referral.one.${name}`)}</dt>
      <dd dir={said ? "auto" : undefined}>{children}</dd>
    </div>
  );
}
