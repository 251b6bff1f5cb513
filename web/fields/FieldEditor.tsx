import { useEffect, useId, useRef, useState } from "react";
import type { FieldView } from "../../server/api/schemas.ts";
import type { EditResult } from "../../server/api/work-schemas.ts";
import { ApiFailure, path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { FieldInput } from "./FieldInput.tsx";
import { OwnerLine } from "./OwnerLine.tsx";

type Body = { changes: Record<string, unknown>; seen: Record<string, string>; reason?: string };
type Props = {
  field: FieldView;
  label: string;
  recordId: string;
  close: (result: EditResult | null) => void;
};

/** The open editor of one field: says before saving what saving will do, and never loses what was typed. */
export function FieldEditor({ field, label, recordId, close }: Props) {
  const words = useWords();
  const { t } = words;
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const [value, setValue] = useState<unknown>(field.value);
  const [reason, setReason] = useState("");
  const [seen, setSeen] = useState(field.stamp);
  const edit = useAct<Body, EditResult>(path`/records/${recordId}/edit`);
  const changed = field.stamp !== seen;
  const stale = edit.error instanceof ApiFailure && edit.error.code === "err.stale";
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("input,select,textarea")?.focus();
  }, []);
  const save = (event: React.SubmitEvent) => {
    event.preventDefault();
    const note = reason.trim();
    edit.mutate(
      {
        changes: { [field.name]: value },
        seen: { [field.name]: seen },
        ...(note === "" ? {} : { reason: note }),
      },
      { onSuccess: close },
    );
  };
  return (
    <form
      ref={box}
      className="editor"
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === "Escape") close(null);
      }}
    >
      <FieldInput name={field.name} id={id} label={label} value={value} onChange={setValue} />
      {field.yours ? null : (
        <>
          <label htmlFor={`${id}-why`}>{t("field.why")}</label>
          <input
            id={`${id}-why`}
            value={reason}
            maxLength={500}
            dir="auto"
            onChange={(event) => setReason(event.target.value)}
          />
        </>
      )}
      <OwnerLine yours={field.yours} owner={field.owner} />
      {changed || stale ? (
        <div className="notice notice-warn" role="alert">
          <div className="notice-words">
            <strong>{t("stale.title")}</strong>
            <p>
              {t("stale.now")} <bdi>{words.value(field.name, field.value)}</bdi>{" "}
              {field.from && field.at ? (
                <span className="quiet">
                  {t("field.source", {
                    system: words.system(field.from),
                    when: words.when(field.at),
                  })}
                </span>
              ) : null}
            </p>
            <p className="quiet">{t("stale.kept")}</p>
          </div>
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => {
                setSeen(field.stamp);
                edit.reset();
              }}
            >
              {t("stale.keep_mine")}
            </button>
            <button type="button" className="button button-small" onClick={() => close(null)}>
              {t("stale.take_theirs")}
            </button>
          </div>
        </div>
      ) : null}
      <FailureLine error={stale ? null : edit.error} />
      <div className="actions">
        <button
          type="submit"
          className="button button-primary"
          disabled={edit.isPending || changed}
        >
          {t(field.yours ? "form.save" : "field.send")}
        </button>
        <button type="button" className="button" onClick={() => close(null)}>
          {t("form.cancel")}
        </button>
      </div>
    </form>
  );
}
