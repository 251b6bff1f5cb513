import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";
import type { ProgrammeWords } from "../../server/api/programme-schemas.ts";
import type { ProgrammeDraft } from "./definition-draft.ts";

/** What every part of the form is given. */
export interface SectionProps {
  draft: ProgrammeDraft;
  /** The words a definition is written with. */
  known: ProgrammeWords;
  /** The programme has its name already: it is named by it elsewhere. */
  isNew: boolean;
  set: (change: Partial<ProgrammeDefinition>) => void;
  setDraft: (draft: ProgrammeDraft) => void;
}
