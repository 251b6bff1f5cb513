import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";

/** Days of wage whose day of payment has passed: the office's own lateness, said plainly. */
export function LateTag({ late, since }: { late: number; since: string | null }) {
  const { t, number, day } = useWords();
  if (late === 0) {
    return (
      <span className="tag tag-ok">
        <IconCircleCheck size={15} aria-hidden="true" />
        {t("cycle.in_time")}
      </span>
    );
  }
  const line = t("cycle.late", { count: late, number: number(late) });
  return (
    <>
      <span className="tag tag-bad">
        <IconAlertTriangle size={15} aria-hidden="true" />
        {line}
      </span>
      {since === null ? null : (
        <div className="quiet">{t("cycle.late_since", { day: day(since) })}</div>
      )}
    </>
  );
}
