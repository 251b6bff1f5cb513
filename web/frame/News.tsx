import { IconX } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";

export type NewsItem = { id: number; text: string };

/** What others changed a moment ago: said politely, in a corner, never over what is being written. */
export function News({
  items,
  dismiss,
}: {
  items: readonly NewsItem[];
  dismiss: (id: number) => void;
}) {
  const { t } = useWords();
  return (
    <section className="news" aria-label={t("live.news")}>
      <div role="status" aria-live="polite">
        {items.map((item) => (
          <div key={item.id} className="news-item">
            <span dir="auto">{item.text}</span>
            <button
              type="button"
              className="icon-button"
              aria-label={t("live.dismiss")}
              onClick={() => dismiss(item.id)}
            >
              <IconX size={18} aria-hidden="true" />
            </button>
          </div>
        ))}
      </div>
    </section>
  );
}
