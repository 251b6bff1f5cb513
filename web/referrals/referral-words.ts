import type { ReferralSummary, ReferralView } from "../../server/api/referral-schemas.ts";
import type { Words } from "../words/useWords.ts";

/** A service in the reader's language; one we have no words for keeps its office's name. */
export function serviceText({ t }: Words, { id, name }: ReferralSummary["service"]): string {
  return t(`referral.service.${id}`, { defaultValue: name === "" ? id : name });
}

/** What is waited for and by whom, in a few words. */
export function turnText({ t, system }: Words, { turn, task, office }: ReferralSummary): string {
  if (turn === "nobody" || task === null) return t("referrals.turn.nobody");
  const what = t(`referral.task.${task}`);
  return t(`referrals.turn.${turn}`, { task: what, system: system(office) });
}

/** What happens if nobody does anything; nothing of it harms the person. */
export function defaultText(
  { t, day, when }: Words,
  { task, requested_on, ...rest }: ReferralSummary & Partial<Pick<ReferralView, "expires_at">>,
): string {
  if (task === "answer") {
    const ends = rest.expires_at;
    return t("referral.default.answer", { day: ends ? when(ends) : "" });
  }
  if (task === "next_service")
    return t("referral.default.next_service", { day: day(requested_on) });
  if (task === "inform" || task === "call") return t(`referral.default.${task}`);
  return t("referral.default.other");
}

/** The enrolment it ended in, as it stands now. */
export function enrolledText(
  { day, value, t }: Words,
  { programme, status, since }: NonNullable<ReferralView["enrolment"]>,
): string {
  return [programme, value("status", status), since === null ? "" : day(since)]
    .filter(Boolean)
    .join(t("value.comma"));
}

export function consentText(
  { t, day }: Words,
  consent: NonNullable<ReferralView["consent"]>,
): string {
  const method = t(`referral.consent.${consent.method}`);
  return t("referral.consent_line", { method, day: day(consent.on), name: consent.heard_by });
}

export function contactText({ t }: Words, contact: NonNullable<ReferralView["contact"]>): string {
  const message = t(contact.leave_message ? "referral.message.yes" : "referral.message.no");
  return [t(`referral.channel.${contact.channel}`), contact.when ?? "", message]
    .filter((part) => part !== "")
    .join(t("value.comma"));
}

/** A value of a referral that is about to leave, as the worker reads it. */
export function leavingText(words: Words, field: string, value: unknown, person: string): string {
  const { t, value: text, when } = words;
  const of = <T>() => value as T;
  switch (field) {
    case "person":
      return person;
    case "consent":
      return consentText(words, of<NonNullable<ReferralView["consent"]>>());
    case "contact":
      return contactText(words, of<NonNullable<ReferralView["contact"]>>());
    case "service":
      return serviceText(words, of<ReferralSummary["service"]>());
    case "benefits_asked":
      return t(`referral.benefits.${of<{ answer: string }>().answer}`);
    case "sent_by":
      return of<{ name: string }>().name;
    case "request":
      return t("referral.requests.sent");
    case "sent_at":
    case "due_at":
    case "expires_at":
      return when(of<string>());
    default:
      return text(field, value);
  }
}
