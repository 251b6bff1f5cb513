import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import type { CaseloadView, CaseRow } from "../../server/api/caseload-schemas.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { useWords } from "../words/useWords.ts";
import { isQuiet } from "./quiet.ts";

type Props = {
  row: CaseRow;
  view: CaseloadView;
  isPicked: boolean;
  tick: (isOn: boolean, isRange: boolean) => void;
};

/** One person: what comes next, what waits, when the office last met them, and whose case it is. */
export function CaseLine({ row, view, isPicked, tick }: Props) {
  const { t, day } = useWords();
  const isRange = useRef(false);
  const { name, age, household_number, next, last_met, clocks, late, due, worker, since } = row;
  return (
    <tr className={late > 0 ? "row-late" : undefined}>
      <td className="caseload-pick">
        <label className="radio">
          <input
            type="checkbox"
            checked={isPicked}
            onClick={(event) => {
              isRange.current = event.shiftKey;
            }}
            onChange={(event) => tick(event.target.checked, isRange.current)}
          />
          <span className="unseen">{t("caseload.pick", { name })}</span>
        </label>
      </td>
      <td data-label={t("caseload.col.person")}>
        <Link
          to={row.household_id === null ? "/people/$id" : "/households/$id"}
          params={{ id: row.household_id ?? row.person_id }}
          search={row.household_id === null ? {} : { tab: "members", person: row.person_id }}
          className="strong"
          data-row-link={row.person_id}
        >
          <bdi>{name}</bdi>
        </Link>
        <div className="quiet">
          {age === null ? "" : t("person.age", { count: age })} <bdi>{household_number}</bdi>
        </div>
      </td>
      <td data-label={t("caseload.col.next")}>
        {next === null ? (
          <span className="quiet">{t("caseload.no_next")}</span>
        ) : (
          <>
            <span className="strong">
              {day(next.day)} <bdi dir="ltr">{next.start}</bdi>
            </span>
            <div dir="auto">{next.kind === "contact" ? t("caseload.contact") : next.what}</div>
          </>
        )}
        {row.plan_id === null ? null : (
          <Link to="/plans/$id" params={{ id: row.plan_id }} className="quiet">
            {t("caseload.plan", { name })}
          </Link>
        )}
      </td>
      <td data-label={clocks === 0 ? undefined : t("caseload.col.waits")}>
        {clocks === 0 ? null : (
          <>
            <DueTag due={due} late={late > 0} />
            <div className="quiet">{t("caseload.waits", { count: clocks })}</div>
          </>
        )}
      </td>
      <td data-label={t("caseload.col.met")}>
        {last_met === null ? (
          <span className="quiet">{t("caseload.never_met")}</span>
        ) : (
          <span className={isQuiet(row, view) ? "tag tag-warn" : undefined}>{day(last_met)}</span>
        )}
      </td>
      <td data-label={t("caseload.col.worker")}>
        {worker === null ? t("caseload.nobody_yet") : <bdi>{worker.name}</bdi>}
        {worker === null ? null : (
          <div className="quiet">
            {t(`caseload.weight.${row.weight}`)}
            {since === null ? null : <> · {t("caseload.since", { day: day(since) })}</>}
          </div>
        )}
      </td>
    </tr>
  );
}
