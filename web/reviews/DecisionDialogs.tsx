import { useState } from "react";
import type { ReviewBody } from "../../server/api/review-schemas.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { Radios } from "../dialogs/Radios.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useSession } from "../frame/session.ts";
import { useWords } from "../words/useWords.ts";

type Props = {
  busy: boolean;
  error: Error | null;
  send: (body: Partial<ReviewBody>) => void;
  close: () => void;
};
type Office = "social" | "employment";

const text_chars_max = 2_000;
const answer_days = 10;

/** A question to one of the offices, with the day by which it answers; never to the person. */
export function ReturnDialog({ busy, error, send, close }: Props) {
  const { t } = useWords();
  const { persona } = useSession();
  const [ask, setAsk] = useState<Office>(persona.system.kind === "sp" ? "social" : "employment");
  const [text, setText] = useState("");
  const [by, setBy] = useState(daysFromNow(answer_days));
  return (
    <FormDialog
      title={t("review.return.title")}
      submit={t("review.return.send")}
      busy={busy}
      error={error}
      onSubmit={() => send({ ask, text: text.trim(), answer_by: by })}
      close={close}
    >
      <Radios
        legend={t("review.return.ask")}
        name="ask"
        options={[
          ["social", t("system.sp")],
          ["employment", t("system.ess")],
        ]}
        value={ask}
        onChange={setAsk}
      />
      <TextArea
        label={t("review.return.text")}
        value={text}
        required
        max={text_chars_max}
        rows={4}
        hint={t("review.return.hint")}
        onChange={setText}
      />
      <TextLine label={t("review.return.by")} type="date" value={by} onChange={setBy} />
    </FormDialog>
  );
}

/** To the other agency's supervisor: what is not ours to settle, or what our own hand is in. */
export function PassOnDialog({ own, busy, error, send, close }: Props & { own: boolean }) {
  const { t } = useWords();
  const { persona } = useSession();
  const [text, setText] = useState("");
  const other: Office = persona.system.kind === "sp" ? "employment" : "social";
  const to = t(other === "social" ? "system.sp" : "system.ess");
  return (
    <FormDialog
      title={t(own ? "review.hand_over.title" : "review.escalate.title", { to })}
      submit={t(own ? "review.hand_over" : "review.escalate")}
      busy={busy}
      error={error}
      onSubmit={() => send({ ask: other, text: text.trim() })}
      close={close}
    >
      <TextArea
        label={t("review.pass.text")}
        value={text}
        required
        max={text_chars_max}
        rows={4}
        hint={t("review.pass.hint", { to })}
        onChange={setText}
      />
    </FormDialog>
  );
}

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
