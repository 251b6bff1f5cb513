import { IconHistory } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";

/** The form began from what was written before and never saved. */
export function Restored({ kept }: { kept: { restored: boolean; startOver: () => void } }) {
  const { t } = useWords();
  if (!kept.restored) return null;
  return (
    <p className="preview" role="status">
      <IconHistory size={18} aria-hidden="true" />
      <span>
        {t("plan.draft.restored")}{" "}
        <button type="button" className="link" onClick={kept.startOver}>
          {t("plan.draft.start_over")}
        </button>
      </span>
    </p>
  );
}
