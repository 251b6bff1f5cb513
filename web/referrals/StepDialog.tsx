import { useState } from "react";
import { declineReasons, referralOutcomes } from "../../domain/records/referral.ts";
import type { ReferralStepBody, ReferralView } from "../../server/api/referral-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { todayIso } from "../dialogs/today.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { useWords } from "../words/useWords.ts";
import { EnrolFields } from "./EnrolFields.tsx";
import { ReferralTag } from "./ReferralTag.tsx";
import { stepBody, type StepDraft } from "./step-draft.ts";

type Step = ReferralView["may"][number];
type Props = {
  referral: ReferralView;
  step: Step;
  title: string;
  /** The other office by name. */
  system: string;
  close: () => void;
};

const nothing: StepDraft = {
  text: "",
  reason: "",
  outcome: "",
  next_service: "",
  day: "",
  time: "09:00",
  place: "",
  programme: "",
  from: "",
  why: "",
};
const asked: Partial<Record<Step, string>> = {
  withdraw: "referral.form.why",
  ask: "referral.form.question",
  inform: "referral.form.answer",
};

/** One step of a referral, with what follows from it said first. Nothing typed is lost by a refusal. */
export function StepDialog({ referral, step, title, system, close }: Props) {
  const { t, day } = useWords();
  const act = useAct<ReferralStepBody, ReferralView>(path`/referrals/${referral.id}/step`);
  const [draft, setDraft] = useState<StepDraft>({
    ...nothing,
    programme: referral.enrolling?.already ? "" : (referral.enrolling?.usual ?? ""),
    from: todayIso(),
    why: t("referral.enrol.because", { day: day(referral.requested_on) }),
  });
  const set = (change: Partial<StepDraft>) => setDraft({ ...draft, ...change });
  const isMoved = act.error !== null && !referral.may.includes(step);
  // An office that has no message for its answer said it on the phone.
  const isHeard = referral.heard.includes(step);
  const save = isHeard ? "heard" : ["note_no", "ask", "inform"].includes(step) ? step : "other";
  return (
    <FormDialog
      title={title}
      submit={t(`referral.save.${save}`)}
      busy={act.isPending || isMoved}
      error={act.error}
      onSubmit={() => act.mutate(stepBody(step, referral.mark, draft), { onSuccess: close })}
      close={close}
    >
      <p>
        {isHeard
          ? t("referral.means.heard", { system })
          : t(`referral.means.${step}`, { system, name: referral.person_name })}
      </p>
      <StepFields
        step={step}
        referral={referral}
        draft={draft}
        set={set}
        saving={act.isPending || act.isSuccess}
      />
      {act.error === null ? null : (
        <p>
          <ReferralTag state={referral.state} unconfirmed={referral.unconfirmed} />
        </p>
      )}
    </FormDialog>
  );
}

type FieldsProps = {
  step: Step;
  referral: ReferralView;
  draft: StepDraft;
  set: (change: Partial<StepDraft>) => void;
  saving: boolean;
};

function StepFields({ step, referral, draft, set, saving }: FieldsProps) {
  const { t } = useWords();
  const label = asked[step];
  if (label) {
    return (
      <TextArea label={t(label)} value={draft.text} required onChange={(text) => set({ text })} />
    );
  }
  if (step === "note_no") return null;
  if (step === "enrol" && referral.enrolling)
    return <EnrolFields referral={referral} draft={draft} set={set} saving={saving} />;
  return (
    <>
      {step === "decline" || step === "not_enrol" ? (
        <CodeSelect
          label={t("referral.form.decline")}
          group="referral.decline"
          codes={declineReasons}
          value={draft.reason}
          onChange={(reason) => set({ reason })}
        />
      ) : null}
      {step === "close" ? (
        <CodeSelect
          label={t("referral.form.outcome")}
          group="referral.outcome"
          codes={referralOutcomes}
          value={draft.outcome}
          onChange={(outcome) => set({ outcome })}
        />
      ) : null}
      {step === "re_route" ? (
        <Choice
          label={t("referral.form.next_service")}
          value={draft.next_service}
          options={referral.services.map((id) => [id, t(`referral.service.${id}`)])}
          required
          onChange={(next_service) => set({ next_service })}
        />
      ) : null}
      {step === "accept" ? <Appointment draft={draft} set={set} /> : null}
      <TextArea
        label={t("referral.form.note")}
        value={draft.text}
        onChange={(text) => set({ text })}
      />
    </>
  );
}

/** By the clock of the office: where the worker sits. */
function Appointment({ draft, set }: Pick<FieldsProps, "draft" | "set">) {
  const { t } = useWords();
  return (
    <>
      <div className="form-grid">
        <TextLine
          label={t("referral.form.day")}
          type="date"
          required={false}
          value={draft.day}
          onChange={(day) => set({ day })}
        />
        {draft.day === "" ? null : (
          <TextLine
            label={t("referral.form.time")}
            type="time"
            value={draft.time}
            onChange={(time) => set({ time })}
          />
        )}
      </div>
      {draft.day === "" ? null : (
        <TextLine
          label={t("referral.form.place")}
          required={false}
          max={200}
          value={draft.place}
          onChange={(place) => set({ place })}
        />
      )}
    </>
  );
}
