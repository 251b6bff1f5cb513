import { Link } from "@tanstack/react-router";
import type { TodayItem } from "../../server/api/schemas.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

type Props = { item: TodayItem; open: boolean; toggle: () => void };

export function TodayRow({ item, open, toggle }: Props) {
  const { t, when, code } = useWords();
  const kind: string = item.kind;
  /** On a phone, where cells stand below each other, a label without anything under it says nothing. */
  const undated = item.due === null && !item.late && item.owner === "";
  const isPlain = item.field !== "" && kind !== "referral" && kind !== "alarm";
  const field = isPlain ? code("field", item.field) : "";
  return (
    <tr className={item.late ? "row-late" : undefined}>
      <td data-label={t("today.col.person")}>
        <TodayLink item={item} className="strong">
          <bdi>{item.person_name === "" ? item.household_number : item.person_name}</bdi>
        </TodayLink>
        {item.person_name === "" ? null : <div className="quiet">{item.household_number}</div>}
      </td>
      <td data-label={t("today.col.what")}>
        <strong>
          {kind === "referral"
            ? t(`referral.task.${item.field}`)
            : kind === "alarm"
              ? t(`link.alarm.${item.field}`, { system: item.person_name })
              : t(`today.${kind}`, { field })}
        </strong>
        <div className="quiet">{t(`today.${kind}_why`, { field, when: when(item.at) })}</div>
      </td>
      <td data-label={t("today.col.from")}>
        <SystemTag system={item.from} />
      </td>
      <td data-label={undated ? undefined : t("today.col.due")}>
        <DueTag due={item.due} late={item.late} />
        {item.owner === "" ? null : (
          <div className="quiet">{t("today.owner", { name: item.owner })}</div>
        )}
      </td>
      <td className="cell-act">
        {kind === "proposal" || kind === "proposal_overdue" ? (
          <button
            type="button"
            className="button button-small"
            aria-expanded={open}
            onClick={toggle}
            aria-label={`${t("today.decide")} ${item.person_name} ${field}`}
          >
            {t("today.decide")}
          </button>
        ) : (
          <TodayLink
            item={item}
            className="button button-small"
            label={`${t("today.open")} ${item.person_name}`}
          >
            {t("today.open")}
          </TodayLink>
        )}
      </td>
    </tr>
  );
}

type LinkProps = { item: TodayItem; className: string; label?: string; children: React.ReactNode };

function TodayLink({ item, className, label, children }: LinkProps) {
  if (item.kind === "same_person") {
    return (
      <Link to="/matches/$id" params={{ id: item.target }} className={className} aria-label={label}>
        {children}
      </Link>
    );
  }
  if (["plan_conflict", "plan_sign", "plan_changed"].includes(item.kind)) {
    return (
      <Link
        to="/plans/$id"
        params={{ id: item.target }}
        search={{ view: "goals" }}
        hash={item.id.replace("message/", "step-")}
        className={className}
        aria-label={label}
      >
        {children}
      </Link>
    );
  }
  if (item.kind === "hearing" || item.kind === "hearing_appeal") {
    return (
      <Link
        to="/decisions/$id"
        params={{ id: item.target }}
        className={className}
        aria-label={label}
      >
        {children}
      </Link>
    );
  }
  if (item.kind === "complaint") {
    return (
      <Link
        to="/decisions"
        hash={`complaint-${item.target}`}
        className={className}
        aria-label={label}
      >
        {children}
      </Link>
    );
  }
  if (item.kind === "review_question") {
    return (
      <Link
        to="/plans/$id/review"
        params={{ id: item.target }}
        className={className}
        aria-label={label}
      >
        {children}
      </Link>
    );
  }
  if (item.kind === "outcome_due") {
    return (
      <Link to="/agenda" className={className} aria-label={label}>
        {children}
      </Link>
    );
  }
  if (item.kind === "alarm") {
    return (
      <Link to="/links" className={className} aria-label={label}>
        {children}
      </Link>
    );
  }
  if (item.kind === "referral") {
    return (
      <Link
        to="/referrals/$id"
        params={{ id: item.target }}
        className={className}
        aria-label={label}
      >
        {children}
      </Link>
    );
  }
  if (item.kind === "message") {
    return (
      <Link to="/plans/$id" params={{ id: item.target }} className={className} aria-label={label}>
        {children}
      </Link>
    );
  }
  if (item.household_id === null) {
    return (
      <Link
        to="/people/$id"
        params={{ id: item.person_id ?? item.target }}
        className={className}
        aria-label={label}
      >
        {children}
      </Link>
    );
  }
  const search = item.person_id === null ? {} : { tab: "members" as const, person: item.person_id };
  return (
    <Link
      to="/households/$id"
      params={{ id: item.household_id }}
      search={search}
      className={className}
      aria-label={label}
    >
      {children}
    </Link>
  );
}
