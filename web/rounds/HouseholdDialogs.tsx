import { useState } from "react";
import type { RoundHouseholdView, RoundView } from "../../server/api/round-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { useWords } from "../words/useWords.ts";

type Props = { household: RoundHouseholdView; close: () => void };

/** The household's own choice of who would work. */
export function NameDialog({ household, close }: Props) {
  const { t } = useWords();
  const [member, setMember] = useState(household.named ?? "");
  const act = useAct<{ member: string }, RoundView>(path`/round-households/${household.id}/name`);
  return (
    <FormDialog
      title={t("round.name_title", { number: household.number })}
      submit={t("round.name_save")}
      busy={act.isPending || member === ""}
      error={act.error}
      onSubmit={() => act.mutate({ member }, { onSuccess: close })}
      close={close}
    >
      <p>{t("round.name_means")}</p>
      <div role="radiogroup" aria-label={t("round.col.member")}>
        {household.members.map((one) => (
          <label key={one.key} className="radio">
            <input
              type="radio"
              name="member"
              checked={member === one.key}
              disabled={!one.may_be_named}
              onChange={() => setMember(one.key)}
            />
            <span>
              <bdi>{one.name}</bdi>{" "}
              <span className="quiet">
                {one.age === null ? "" : t("person.age", { count: one.age })}
                {one.may_be_named ? "" : ` ${t("round.not_of_age")}`}
              </span>
            </span>
          </label>
        ))}
      </div>
    </FormDialog>
  );
}

type EnrolBody = { effective_date: string; reason: string };

export function EnrolNamedDialog({ household, name, close }: Props & { name: string }) {
  const { t } = useWords();
  const [from, setFrom] = useState(todayIso());
  const [reason, setReason] = useState("");
  const act = useAct<EnrolBody, RoundView>(path`/round-households/${household.id}/enrol`);
  const send = () =>
    act.mutate(
      { effective_date: from, reason: reason.trim() || t("round.enrol_reason") },
      {
        onSuccess: close,
      },
    );
  return (
    <FormDialog
      title={t("enrol.title", { name })}
      submit={t("enrol.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>{t("round.enrol_means")}</p>
      <TextLine label={t("enrolment.effective")} type="date" value={from} onChange={setFrom} />
      <TextLine label={t("form.reason")} required={false} value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** An objection, or the answer to one. */
export function AppealDialog({ household, close }: Props) {
  const { t } = useWords();
  const open = household.appeal;
  const [text, setText] = useState("");
  const url = open === null ? "appeal" : "appeal-answer";
  const act = useAct<{ text: string } | { answer: string }, RoundView>(
    `${path`/round-households/${household.id}`}/${url}`,
  );
  const plain = text.trim();
  return (
    <FormDialog
      title={t(open === null ? "round.appeal.record" : "round.appeal.answer")}
      submit={t("form.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() =>
        act.mutate(open === null ? { text: plain } : { answer: plain }, { onSuccess: close })
      }
      close={close}
    >
      {open === null ? (
        <p>{t("round.appeal.means")}</p>
      ) : (
        <p>
          <q dir="auto">{open.text}</q>
        </p>
      )}
      <TextLine
        label={t(open === null ? "round.appeal.text" : "round.appeal.answer_text")}
        value={text}
        max={1000}
        onChange={setText}
      />
    </FormDialog>
  );
}
