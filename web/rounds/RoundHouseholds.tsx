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
  const { t } = useWords();
  return (
    <table className="table stack">
      <caption>{t("round.households", { count: round.households.length })}</caption>
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
        {round.households.map((household) => (
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
  const { state, number, place, appeal } = household;
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
        {state === "enrolled" ? (
          <Link to="/people" className="quiet">
            {t("round.see_people")}
          </Link>
        ) : null}
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
