import type { EnrolmentView, PersonView } from "../../server/api/schemas.ts";
import { ProposalCard } from "../parts/ProposalCard.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

type Props = {
  person: PersonView;
  change: (enrolment: EnrolmentView) => void;
  restore: (enrolment: EnrolmentView) => void;
};

export function EnrolmentTable({ person, change, restore }: Props) {
  const { t, value, day } = useWords();
  if (person.enrolments.length === 0) return null;
  return (
    <table className="table stack">
      <caption>{t("enrolment.table")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("enrolment.col.programme")}</th>
          <th scope="col">{t("enrolment.col.status")}</th>
          <th scope="col">{t("enrolment.col.from")}</th>
          <th scope="col">{t("enrolment.col.owner")}</th>
          <th scope="col">{t("today.col.act")}</th>
        </tr>
      </thead>
      <tbody>
        {person.enrolments.map((one) => (
          <tr key={one.id}>
            <td data-label={t("enrolment.col.programme")}>
              <strong dir="auto">{one.programme.name}</strong>
            </td>
            <td data-label={t("enrolment.col.status")}>
              <span className={`tag status-${String(one.status.value)}`}>
                {value("status", one.status.value)}
              </span>
              {one.reason === "" ? null : (
                <div className="quiet" dir="auto">
                  {one.reason}
                </div>
              )}
              {one.arrears_from === null ? null : (
                <div>{t("enrolment.arrears", { day: day(one.arrears_from) })}</div>
              )}
              {one.status.proposals.map((proposal) => (
                <ProposalCard key={proposal.id} proposal={proposal} />
              ))}
            </td>
            <td data-label={t("enrolment.col.from")}>
              {one.effective_date === null ? t("value.none") : day(one.effective_date)}
              {one.notice_date === null ? null : (
                <div className="quiet">{t("enrolment.told_on", { day: day(one.notice_date) })}</div>
              )}
            </td>
            <td data-label={t("enrolment.col.owner")}>
              <SystemTag system={one.owner} />
            </td>
            <td className="cell-act">
              {one.restorable ? (
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => restore(one)}
                  aria-label={`${t("enrolment.restore")}: ${one.programme.name}`}
                >
                  {t("enrolment.restore")}
                </button>
              ) : null}
              {one.next.length > 0 ? (
                <button
                  type="button"
                  className="button button-small"
                  onClick={() => change(one)}
                  aria-label={`${t("enrolment.change")}: ${one.programme.name}`}
                >
                  {t("enrolment.change")}
                </button>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
