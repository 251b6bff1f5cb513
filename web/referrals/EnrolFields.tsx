import type { ReferralView } from "../../server/api/referral-schemas.ts";
import { path } from "../api/call.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { LeavingPreview } from "../dialogs/LeavingPreview.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { stepBody, type StepDraft } from "./step-draft.ts";

type Props = {
  referral: ReferralView;
  draft: StepDraft;
  set: (change: Partial<StepDraft>) => void;
  /** It is being saved, or was: what it would be is not asked any more. */
  saving: boolean;
};

/** The enrolment a referral ends in, made in the same act, with what the other office sees of both. */
export function EnrolFields({ referral, draft, set, saving }: Props) {
  const { t, code, day, value } = useWords();
  const { enrolling, person_name: name } = referral;
  if (!enrolling) return null;
  const { programmes, usual, already } = enrolling;
  const options: [string, string][] = programmes.map((one) => [
    one.id,
    `${one.name} (${code("programme_type", one.type)})`,
  ]);
  const isWhole = already !== null || usual === "" || (draft.programme !== "" && draft.from !== "");
  return (
    <>
      {already ? (
        <p>
          {t("referral.enrol.already", {
            name,
            programme: already.programme,
            status: value("status", already.status),
            day: already.since === null ? "" : day(already.since),
          })}
        </p>
      ) : (
        <>
          <Choice
            label={t("enrol.programme")}
            value={draft.programme}
            options={options}
            {...(usual === "" ? { none: t("referral.enrol.none") } : {})}
            required={usual !== ""}
            onChange={(programme) => set({ programme })}
          />
          {draft.programme === "" ? null : (
            <>
              <TextLine
                label={t("enrolment.effective")}
                type="date"
                value={draft.from}
                onChange={(from) => set({ from })}
              />
              <TextLine
                label={t("form.reason")}
                required={false}
                max={500}
                value={draft.why}
                onChange={(why) => set({ why })}
              />
            </>
          )}
        </>
      )}
      <TextArea
        label={t("referral.form.note")}
        value={draft.text}
        onChange={(text) => set({ text })}
      />
      <LeavingPreview
        path={path`/referrals/${referral.id}/step/preview`}
        body={isWhole && !saving ? stepBody("enrol", referral.mark, draft) : null}
      />
    </>
  );
}
