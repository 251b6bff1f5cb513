import { useEffect, useState } from "react";
import { useWords } from "../words/useWords.ts";

const wait_ms = 300;

/** Grey lines in the shape of what comes, but only when it takes longer than a blink. */
export function Skeleton({ rows }: { rows: number }) {
  const { t } = useWords();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), wait_ms);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="skeleton" role="status">
      <span className="unseen">{t("state.loading")}</span>
      <span className="skeleton-title" />
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="skeleton-row" />
      ))}
    </div>
  );
}
