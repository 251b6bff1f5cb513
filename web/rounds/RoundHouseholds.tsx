import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { RoundHouseholdView, RoundView } from "../../server/api/round-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { AppealDialog, EnrolNamedDialog, NameDialog } from "./HouseholdDialogs.tsx";
import { Reasons } from "./Reasons.tsx";
import { RoundHouseholdTag } from "./RoundTag.tsx";

/** The households of a round, by their place in the order once there is one. */
export function RoundHouseholds({ round }: { round: RoundView }) {
  const { t, number } = useWords();
  const [state, setState] = useState<RoundHouseholdView["state"] | "all">("all");
  const [rows, setRows] = useState(rows_step);
  const chosen = round.households.filter((one) => state === "all" || one.state === state);
  const present = new Set(round.households.map((one) => one.state));
  const chips = ["all" as const, ...states.filter((one) => present.has(one))];
  const count = (of: (typeof chips)[number]) =>
    of === "all" ? round.households.length : round.households.filter((h) => h.state === of).length;
  return (
    <>
      <div className="chips" role="group" aria-label={t("rounds.col.state")}>
        {chips.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === state}
            onClick={() => {
              setState(one);
              setRows(rows_step);
            }}
          >
            {one === "all" ? t("round.all") : t(`round.household.${one}`)} {number(count(one))}
          </button>
        ))}
      </div>
      <Households round={round} households={chosen.slice(0, rows)} total={chosen.length} />
      {chosen.length > rows ? (
        <button type="button" className="button" onClick={() => setRows(rows + rows_step)}>
          {t("round.more_rows", { count: Math.min(rows_step, chosen.length - rows) })}
        </button>
      ) : null}
    </>
  );
}

/** Rows shown at first, and added at a time. */
const rows_step = 50;
const states = [
  "placed",
  "waiting",
  "enrolled",
  "agreed",
  "named",
  "said_no",
  "found",
] as const satisfies readonly RoundHouseholdView["state"][];

type TableProps = {
  round: RoundView;
  households: readonly RoundHouseholdView[];
  total: number;
};

function Households({ round, households, total }: TableProps) {
  const { t } = useWords();
  return (
    <table className="table stack round-households">
      <caption>{t("round.households", { count: total })}</caption>
      <thead>
        <tr>
          <th scope="col">{t("round.col.household")}</th>
          <th scope="col">{t("round.col.member")}</th>
          <th scope="col">{t("rounds.col.state")}</th>
          <th scope="col" className="no-print">
            {t("today.col.act")}
          </th>
        </tr>
      </thead>
      <tbody>
        {households.map((household) => (
          <Row key={household.id} round={round} household={household} />
        ))}
      </tbody>
    </table>
  );
}

type Opened = "name" | "enrol" | "appeal" | null;

function Row({ round, household }: { round: RoundView; household: RoundHouseholdView }) {
  const { t, day } = useWords();
  const [opened, setOpened] = useState<Opened>(null);
  const { number, place, appeal } = household;
  const named = household.members.find(({ key }) => key === household.named);
  const close = () => setOpened(null);
  return (
    <tr>
      <td data-label={t("round.col.household")}>
        <strong>
          <bdi>{number}</bdi>
        </strong>
        <div className="quiet" dir="auto">
          {place}
        </div>
        <details>
          <summary>{t("round.because")}</summary>
          <Reasons because={household.because} />
        </details>
      </td>
      <td data-label={t("round.col.member")}>
        {named ? <bdi>{named.name}</bdi> : <span className="quiet">{t("round.nobody_named")}</span>}
        {named && named.age !== null ? (
          <div className="quiet">{t("person.age", { count: named.age })}</div>
        ) : null}
      </td>
      <td data-label={t("rounds.col.state")}>
        <RoundHouseholdTag household={household} />
        {appeal === null ? null : (
          <div className="quiet">
            {appeal.answer === ""
              ? t("round.appeal.open", { day: day(appeal.due) })
              : t("round.appeal.answered", { name: appeal.answered_by })}
          </div>
        )}
      </td>
      <td className="cell-act no-print">
        <Acts round={round} household={household} open={setOpened} name={named?.name ?? ""} />
        {opened === "name" ? <NameDialog household={household} close={close} /> : null}
        {opened === "enrol" ? (
          <EnrolNamedDialog household={household} name={named?.name ?? ""} close={close} />
        ) : null}
        {opened === "appeal" ? <AppealDialog household={household} close={close} /> : null}
      </td>
    </tr>
  );
}

type ActsProps = {
  round: RoundView;
  household: RoundHouseholdView;
  name: string;
  open: (dialog: Opened) => void;
};

function Acts({ round, household, name, open }: ActsProps) {
  const { t } = useWords();
  const answer = useAct<{ answer: "agreed" | "said_no" }, RoundView>(
    path`/round-households/${household.id}/answer`,
  );
  const { state, number } = household;
  const naming = round.state === "announced";
  const button = (label: string, onClick: () => void) => (
    <button
      type="button"
      className="button button-small"
      disabled={answer.isPending}
      aria-label={`${label}: ${number}`}
      onClick={onClick}
    >
      {label}
    </button>
  );
  const saysNo =
    ["named", "agreed", "placed", "waiting"].includes(state) && round.state !== "ended";
  return (
    <div className="actions">
      {household.person === null ? null : (
        <Link
          to="/people/$id"
          params={{ id: household.person }}
          className="button button-small"
          aria-label={`${t("today.open")} ${name}`}
        >
          {t("today.open")}
        </Link>
      )}
      {naming && state === "named"
        ? button(t("round.said_yes", { name }), () => answer.mutate({ answer: "agreed" }))
        : null}
      {naming && ["found", "named", "agreed", "said_no"].includes(state)
        ? button(t(state === "found" ? "round.name_member" : "round.rename_member"), () =>
            open("name"),
          )
        : null}
      {state === "placed" ? button(t("round.enrol"), () => open("enrol")) : null}
      {saysNo
        ? button(t("round.said_no", { name }), () => answer.mutate({ answer: "said_no" }))
        : null}
      {round.state === "draft" || round.state === "searched" ? null : household.appeal === null ? (
        <button type="button" className="link" onClick={() => open("appeal")}>
          {t("round.appeal.record")}
        </button>
      ) : household.appeal.answer === "" ? (
        <button type="button" className="link" onClick={() => open("appeal")}>
          {t("round.appeal.answer")}
        </button>
      ) : null}
      <FailureLine error={answer.error} />
    </div>
  );
}
