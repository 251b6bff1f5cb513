import { useState } from "react";
import type { Static } from "typebox";
import type {
  AnswerComplaintBody,
  ComplaintView,
  NewComplaintBody,
} from "../../server/api/hearing-schemas.ts";
import { complaintAbout, hearing_text_chars_max } from "../../domain/records/hearing-records.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { useWords } from "../words/useWords.ts";

type Given = Static<typeof NewComplaintBody>;

/** Written down as it is said; nothing follows from it for the person's support. */
export function NewComplaintDialog({ personId, close }: { personId: string; close: () => void }) {
  const { t } = useWords();
  const act = useAct<Given, { id: string }>(`/people/${personId}/complaints`);
  const [about, setAbout] = useState<string>("");
  const [text, setText] = useState("");
  const [on, setOn] = useState(todayIso());
  return (
    <FormDialog
      title={t("complaint.new")}
      submit={t("complaint.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() =>
        act.mutate({ about: about as Given["about"], text: text.trim(), on }, { onSuccess: close })
      }
      close={close}
    >
      <p>{t("complaint.no_effect")}</p>
      <Choice
        label={t("complaint.about")}
        required
        value={about}
        options={complaintAbout.map((one) => [one, t(`complaint.about.${one}`)] as const)}
        onChange={setAbout}
      />
      <TextArea
        label={t("complaint.text")}
        required
        rows={4}
        max={hearing_text_chars_max}
        value={text}
        onChange={setText}
      />
      <TextLine label={t("complaint.on")} type="date" value={on} onChange={setOn} />
    </FormDialog>
  );
}

type AnswerProps = { complaint: ComplaintView; close: () => void };

export function AnswerComplaintDialog({ complaint, close }: AnswerProps) {
  const { t } = useWords();
  const act = useAct<Static<typeof AnswerComplaintBody>, { id: string }>(
    `/complaints/${complaint.id}/answer`,
  );
  const [answer, setAnswer] = useState("");
  const [right, setRight] = useState(false);
  return (
    <FormDialog
      title={t("complaint.answer_to", { name: complaint.person_name })}
      submit={t("complaint.answer.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ answer: answer.trim(), put_right: right }, { onSuccess: close })}
      close={close}
    >
      <q dir="auto">{complaint.text}</q>
      <TextArea
        label={t("complaint.answer")}
        required
        rows={4}
        max={hearing_text_chars_max}
        value={answer}
        onChange={setAnswer}
      />
      <label className="radio">
        <input type="checkbox" checked={right} onChange={() => setRight(!right)} />
        <span>{t("complaint.put_right")}</span>
      </label>
    </FormDialog>
  );
}
