import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type {
  DefineProgrammeBody,
  NewProgrammeBody,
  ProgrammeView,
  ProgrammeWords,
} from "../../server/api/programme-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useDraft } from "../dialogs/useDraft.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { Restored } from "../plan/Restored.tsx";
import { useWords } from "../words/useWords.ts";
import {
  partOf,
  parts,
  sentDefinition,
  type Part,
  type ProgrammeDraft,
} from "./definition-draft.ts";
import { Faults, type Fault } from "./faults.ts";
import { FaultList } from "./FaultList.tsx";
import { PartNav } from "./PartNav.tsx";
import { PartOfForm } from "./PartOfForm.tsx";
import { WriterTitle } from "./WriterTitle.tsx";
import { useFaults } from "./useFaults.ts";

type Props = { known: ProgrammeWords; was: ProgrammeView | null; begin: ProgrammeDraft };

/** A programme written part by part; what is typed is kept in this tab until it is saved or thrown away. */
export function ProgrammeWriter({ known, was, begin }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const kept = useDraft(`programme.${was?.id ?? "new"}`, was?.stamp ?? null, () => begin);
  const { draft, setDraft, base } = kept;
  const [part, setPart] = useState<Part>("about");
  const [left, setLeft] = useState<ReadonlySet<Part>>(new Set());
  const found = useFaults(draft, was === null);
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = found.faults.filter(({ at }) => part === "look" || left.has(partOf(at)));
  const save = useAct<NewProgrammeBody | DefineProgrammeBody, { id: string }>(
    was ? path`/programmes/${was.id}/definition` : "/programmes",
  );
  const go = (next: Part) => {
    setLeft(new Set([...left, part]));
    setPart(next);
  };
  useEffect(() => {
    if (left.size > 0) heading.current?.focus();
  }, [part, left.size]);
  const send = () => {
    if (found.faults.length > 0) {
      list.current?.focus();
      return;
    }
    const definition = sentDefinition(draft.definition);
    const body = was
      ? { definition, ...(base !== null && { seen: base }) }
      : { name: draft.name.trim(), type: draft.type.trim(), definition };
    save.mutate(body, {
      onSuccess: ({ id }) => {
        kept.forget();
        void navigate({ to: "/programmes/$id", params: { id } });
      },
    });
  };
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    const here = found.faults.filter(({ at }) => partOf(at) === part);
    setLeft(new Set([...left, part]));
    if (part === "look") send();
    else if (here.length > 0) focusOn(list.current);
    else go(after(part));
  };
  const ofPart: readonly Fault[] =
    part === "look" ? shown : shown.filter(({ at }) => partOf(at) === part);
  return (
    <Faults.Provider value={shown}>
      <WriterTitle was={was} />
      <Restored kept={kept} />
      <div className="programme-writer">
        <PartNav part={part} faults={found.faults} left={left} go={go} />
        <form className="panel programme-part" onSubmit={submit} noValidate>
          <h2 ref={heading} tabIndex={-1}>
            {t(`programme.write.part.${part}`)}
          </h2>
          <p className="quiet">{t(`programme.write.lead.${part}`)}</p>
          <FaultList ref={list} faults={ofPart} go={go} part={part} />
          <PartOfForm
            part={part}
            draft={draft}
            known={known}
            was={was}
            isNew={was === null}
            setDraft={setDraft}
            set={(change) => setDraft({ ...draft, definition: { ...draft.definition, ...change } })}
          />
          <FailureLine error={found.error ?? save.error} />
          <div className="actions">
            <button
              type="submit"
              className="button button-primary"
              disabled={save.isPending || found.isChecking}
            >
              {t(part === "look" ? savingKey(was) : "programme.write.next")}
            </button>
            {part === "about" ? null : (
              <button type="button" className="button" onClick={() => go(before(part))}>
                {t("programme.write.back")}
              </button>
            )}
          </div>
        </form>
      </div>
    </Faults.Provider>
  );
}

function savingKey(was: ProgrammeView | null): string {
  return was ? "programme.write.save_version" : "programme.write.save";
}

/** After the paint in which it appears. */
function focusOn(element: HTMLElement | null): void {
  requestAnimationFrame(() => element?.focus());
}

const after = (part: Part): Part => parts[parts.indexOf(part) + 1] ?? "look";
const before = (part: Part): Part => parts[parts.indexOf(part) - 1] ?? "about";
