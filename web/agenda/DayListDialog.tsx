import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { AgendaEntry, DayListBody, DayListDone } from "../../server/api/agenda-schemas.ts";
import { call } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { KnownFields } from "../outcome/KnownFields.tsx";
import { saidBody, startOf } from "../outcome/outcome-draft.ts";
import { timeText } from "../outcome/OutcomeDialog.tsx";
import { tellRecorded } from "../outcome/recorded.ts";
import { useWords } from "../words/useWords.ts";
import { recordableEntry } from "./entries.ts";

type Props = { entries: readonly AgendaEntry[]; close: () => void };

/** A group's list of a day: all were there but those taken out. First what it will come to, then saved. */
export function DayListDialog({ entries, close }: Props) {
  const words = useWords();
  const { t } = words;
  const [first] = entries;
  const [absent, setAbsent] = useState<ReadonlySet<string>>(new Set());
  const step = first ? { ...recordableEntry(first, { causes: [] }), name: t("agenda.each") } : null;
  const [draft, setDraft] = useState(() => (step ? startOf(step, first ?? null, null) : null));
  const act = useAct<DayListBody, DayListDone>("/day-list");
  const preview = useMutation<DayListDone, Error, DayListBody>({
    mutationFn: (body) => call<DayListDone>("POST", "/day-list/preview", body),
  });
  if (!first || !step || !draft) return null;
  const said = saidBody(draft);
  const body: DayListBody = {
    rows: entries.map(({ id, step_id, time, day }) => ({
      step_id,
      time,
      day,
      was_there: !absent.has(id),
    })),
    known: said.said === "happened" ? said.known : null,
  };
  const change = () => preview.reset();
  const seen = preview.data?.rows;
  const save = () =>
    act.mutate(body, {
      onSuccess: ({ rows }) => {
        const ids = rows.flatMap(({ id, again }) => (id === "" || again ? [] : [id]));
        if (ids.length > 0) tellRecorded({ ids, what: first.what, said: "list" });
        // What was refused stays in sight, each with its reason.
        if (rows.every(({ code }) => code === "")) close();
      },
    });
  const told = act.data?.rows ?? seen;
  return (
    <FormDialog
      title={t("agenda.list_title", { what: first.what, when: timeText(first, words) })}
      submit={seen ? t("agenda.list_save", { count: ready(seen) }) : t("agenda.list_look")}
      busy={act.isPending || preview.isPending}
      error={act.error ?? preview.error}
      onSubmit={() => (seen ? save() : preview.mutate(body))}
      close={close}
    >
      <fieldset className="parts">
        <legend>{t("agenda.who_was_there")}</legend>
        {entries.map((entry, at) => (
          <label key={entry.id} className="radio">
            <input
              type="checkbox"
              checked={!absent.has(entry.id)}
              onChange={() => {
                change();
                setAbsent(toggled(absent, entry.id));
              }}
            />
            <span>
              <bdi>{entry.person_name}</bdi>{" "}
              <RowTold code={told?.[at]?.code} isAbsent={absent.has(entry.id)} isSeen={!!told} />
            </span>
          </label>
        ))}
      </fieldset>
      <KnownFields
        step={step}
        draft={draft}
        change={(part) => {
          change();
          setDraft({ ...draft, ...part });
        }}
      />
      <p className="quiet">{t("agenda.absent_means")}</p>
    </FormDialog>
  );
}

/** What a row will come to. */
function RowTold({
  code,
  isAbsent,
  isSeen,
}: {
  code: string | undefined;
  isAbsent: boolean;
  isSeen: boolean;
}) {
  const { t, has } = useWords();
  if (!isSeen) return null;
  if (code) {
    const key = `error.${code}`;
    return <strong>{t("agenda.row_refused", { why: has(key) ? t(key) : code })}</strong>;
  }
  return (
    <span className="quiet">{t(isAbsent ? "outcome.stands.missed" : "agenda.row_there")}</span>
  );
}

function ready(rows: DayListDone["rows"]): number {
  return rows.filter(({ code }) => code === "").length;
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
