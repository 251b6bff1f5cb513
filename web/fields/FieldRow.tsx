import { IconCheck, IconClock, IconPencil } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { FieldView } from "../../server/api/schemas.ts";
import type { EditResult } from "../../server/api/work-schemas.ts";
import { ProposalCard } from "../parts/ProposalCard.tsx";
import { SystemMark } from "../parts/SystemMark.tsx";
import { useWords } from "../words/useWords.ts";
import { Concurrent } from "./Concurrent.tsx";
import { FieldEditor } from "./FieldEditor.tsx";

type EditOutcome = { saved: string[]; sent: EditResult["sent"] };
type Props = {
  field: FieldView;
  recordId: string;
  /** Whose field it is, for names of buttons. */
  about: string;
  editElsewhere?: () => void;
};

/** Set once, or changed by another gesture: these have no Edit. */
const fixed = [
  "number",
  "group_type",
  "registration_date",
  "household",
  "work_offer",
  "group_size",
];

/** Label, value, where it comes from and Edit: the same gesture whoever owns the field. */
export function FieldRow({ field, recordId, about, editElsewhere }: Props) {
  const words = useWords();
  const { t } = words;
  const [editing, setEditing] = useState(false);
  const [done, setDone] = useState<EditOutcome | null>(null);
  const editButton = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) editButton.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  const label = words.code("field", field.name);
  const close = (result: EditOutcome | null) => {
    setEditing(false);
    setDone(result);
  };
  const waiting = field.proposals.filter((one) => one.state === "waiting");
  const refused = field.proposals.filter((one) => one.state === "refused").slice(-1);
  const sent = done?.sent.find((one) => one.field === field.name) ?? done?.sent[0];
  const sentTo = sent?.to;
  const decided = sent !== undefined && !waiting.some((one) => one.id === sent.proposal_id);
  return (
    <div className="field">
      <dt>{label}</dt>
      <dd>
        {editing ? (
          <FieldEditor field={field} label={label} recordId={recordId} close={close} />
        ) : (
          <div className="field-line">
            <div className="field-value">
              <span dir="auto" className={isEmpty(field.value) ? "quiet" : undefined}>
                {words.value(field.name, field.value)}
              </span>
              <Source field={field} />
            </div>
            {fixed.includes(field.name) ? null : (
              <button
                ref={editButton}
                type="button"
                className="edit"
                aria-label={t("field.edit", { field: label, name: about })}
                onClick={() => {
                  setDone(null);
                  if (editElsewhere) editElsewhere();
                  else setEditing(true);
                }}
              >
                <IconPencil size={16} aria-hidden="true" />
                {t("field.edit_short")}
              </button>
            )}
          </div>
        )}
        <div role="status">
          {done === null || decided ? null : (
            <p className="done">
              {sentTo ? (
                <IconClock size={16} aria-hidden="true" />
              ) : (
                <IconCheck size={16} aria-hidden="true" />
              )}
              {sentTo ? t("field.sent", { system: words.system(sentTo) }) : t("field.saved")}
            </p>
          )}
        </div>
        {field.also.length > 0 ? <Concurrent field={field} recordId={recordId} /> : null}
        {[...waiting, ...refused].map((proposal) => (
          <ProposalCard key={proposal.id} proposal={proposal} />
        ))}
      </dd>
    </div>
  );
}

function Source({ field }: { field: FieldView }) {
  const words = useWords();
  if (field.from === null) return null;
  return (
    <span className="source">
      <SystemMark kind={field.from.kind} word="none" />
      {field.at === null
        ? words.system(field.from)
        : words.t("field.source", { system: words.system(field.from), when: words.when(field.at) })}
    </span>
  );
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}
