import { Link } from "@tanstack/react-router";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import type { ProgrammeView } from "../../server/api/programme-schemas.ts";
import { PrintButton } from "../parts/PrintButton.tsx";
import { useWords } from "../words/useWords.ts";
import { EndDialog } from "./EndDialog.tsx";

/** What may be done with a programme; writing it is a supervisor's of its own office. */
export function ProgrammeActs({ programme }: { programme: ProgrammeView }) {
  const { t } = useWords();
  const [isEnding, setEnding] = useState(false);
  return (
    <>
      <PrintButton label={t("programme.print")} />
      {programme.may_define ? (
        <>
          <button type="button" className="button" onClick={() => setEnding(true)}>
            {t(programme.ends_on === null ? "programme.end" : "programme.end.undo")}
          </button>
          <Link
            to="/programmes/$id/edit"
            params={{ id: programme.id }}
            className="button button-primary"
          >
            <IconPencil size={18} aria-hidden="true" />
            {t("programme.change")}
          </Link>
        </>
      ) : null}
      {isEnding ? <EndDialog programme={programme} close={() => setEnding(false)} /> : null}
    </>
  );
}
