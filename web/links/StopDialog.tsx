import { useState } from "react";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { useWords } from "../words/useWords.ts";

type Props = {
  title: string;
  /** What it means for people, and the word on the button. */
  means: string;
  submit: string;
  busy: boolean;
  error: Error | null;
  close: () => void;
  stop: (reason: string) => void;
};

/** Stopping or pausing a link is told to everybody who looks, so it has a reason. */
export function StopDialog({ title, means, submit, busy, error, close, stop }: Props) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const missing = asked && reason.trim() === "";
  const send = () => {
    setAsked(true);
    if (reason.trim() !== "") stop(reason.trim());
  };
  return (
    <FormDialog
      title={title}
      submit={submit}
      busy={busy}
      error={error}
      onSubmit={send}
      close={close}
    >
      <p>{means}</p>
      <label htmlFor="link-reason">{t("link.reason")}</label>
      <textarea
        id="link-reason"
        rows={3}
        maxLength={500}
        dir="auto"
        value={reason}
        aria-invalid={missing}
        aria-describedby={missing ? "link-reason-missing" : undefined}
        onChange={(event) => setReason(event.target.value)}
      />
      {missing ? (
        <p className="field-error" id="link-reason-missing" role="alert">
          {t("link.reason_missing")}
        </p>
      ) : null}
    </FormDialog>
  );
}
