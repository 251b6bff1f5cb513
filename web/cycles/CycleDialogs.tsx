import { useState } from "react";
import { cycleRoles, stopReasons } from "../../domain/records/work-cycle.ts";
import type {
  CycleView,
  CycleWorkerView,
  JoinCycleBody,
  PaymentBody,
  SiteStopBody,
} from "../../server/api/cycle-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { NumberLine } from "../dialogs/NumberLine.tsx";
import { useWords } from "../words/useWords.ts";

type Props = { cycle: CycleView; close: () => void };

/** Somebody enrolled joins a work group. */
export function JoinDialog({ cycle, close }: Props) {
  const { t } = useWords();
  const act = useAct<JoinCycleBody, CycleView>(path`/cycles/${cycle.id}/workers`);
  const [person, setPerson] = useState("");
  const [group, setGroup] = useState(cycle.groups[0] ?? "");
  const [role, setRole] = useState<JoinCycleBody["role"]>("worker");
  return (
    <FormDialog
      title={t("cycle.join")}
      submit={t("cycle.join_save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ person_id: person, group, role }, { onSuccess: close })}
      close={close}
    >
      <Choice
        label={t("today.col.person")}
        value={person}
        options={cycle.candidates.map((one) => [one.person_id, one.name])}
        required
        onChange={setPerson}
      />
      <Choice
        label={t("cycle.group")}
        value={group}
        options={cycle.groups.map((one) => [one, one])}
        onChange={setGroup}
      />
      <CodeSelect
        label={t("cycle.role")}
        group="cycle.role"
        codes={cycleRoles}
        value={role}
        onChange={(code) => setRole(code as JoinCycleBody["role"])}
      />
    </FormDialog>
  );
}

/** Heat, rain, danger: nobody is counted as missing on these days. */
export function StopDialog({ cycle, close }: Props) {
  const { t } = useWords();
  const act = useAct<SiteStopBody, CycleView>(path`/cycles/${cycle.id}/stop`);
  const [dates, setDates] = useState({ from: todayIso(), until: todayIso() });
  const [reason, setReason] = useState<SiteStopBody["reason"] | "">("");
  return (
    <FormDialog
      title={t("cycle.record_stop")}
      submit={t("form.save")}
      busy={act.isPending || reason === ""}
      error={act.error}
      onSubmit={() =>
        reason === "" ? undefined : act.mutate({ ...dates, reason }, { onSuccess: close })
      }
      close={close}
    >
      <p>{t("cycle.stop_means")}</p>
      <CodeSelect
        label={t("cycle.stop_reason")}
        group="cycle.stop"
        codes={stopReasons}
        value={reason}
        onChange={(code) => setReason(code as SiteStopBody["reason"])}
      />
      <TextLine
        label={t("cycle.from")}
        type="date"
        value={dates.from}
        onChange={(from) => setDates({ ...dates, from })}
      />
      <TextLine
        label={t("cycle.until")}
        type="date"
        value={dates.until}
        onChange={(until) => setDates({ ...dates, until })}
      />
    </FormDialog>
  );
}

/** What was paid; filled in with what is owed. */
export function PaymentDialog({ cycle, worker, close }: Props & { worker: CycleWorkerView }) {
  const { t, number } = useWords();
  const act = useAct<PaymentBody, CycleView>(path`/cycle-workers/${worker.id}/payment`);
  const [on, setOn] = useState(todayIso());
  const [days, setDays] = useState(String(worker.owed));
  const [amount, setAmount] = useState(String(worker.owed * cycle.wage.amount));
  const send = () =>
    act.mutate({ on, days: Number(days), amount: Number(amount) }, { onSuccess: close });
  return (
    <FormDialog
      title={t("cycle.payment_title", { name: worker.name })}
      submit={t("form.save")}
      busy={act.isPending || !(Number(days) > 0)}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>
        {t("cycle.payment_owed", { count: worker.owed, number: number(worker.owed) })}{" "}
        {t("cycle.payment_means")}
      </p>
      <TextLine label={t("cycle.paid_on")} type="date" value={on} onChange={setOn} />
      <NumberLine
        label={t("cycle.paid_days")}
        min={0.5}
        step={0.5}
        value={days}
        onChange={setDays}
      />
      <NumberLine
        label={t("cycle.paid_amount", { currency: cycle.wage.currency })}
        min={0}
        step={0.01}
        value={amount}
        onChange={setAmount}
      />
    </FormDialog>
  );
}
