import { IconSearch } from "@tabler/icons-react";
import { useRef, type RefObject } from "react";
import { useWords } from "../words/useWords.ts";
import { useSlash } from "./useSlash.ts";

/** What was done with the field before its list was there. */
export interface Begun {
  typed: string;
  focused: boolean;
}

/** The search field while its list is fetched: nothing that is typed meanwhile is lost. */
export function SearchSoon({ begun }: { begun: RefObject<Begun> }) {
  const { t } = useWords();
  const field = useRef<HTMLInputElement>(null);
  useSlash(field);
  return (
    <div className="search">
      <IconSearch className="search-icon" size={20} aria-hidden="true" />
      <input
        ref={field}
        className="search-input"
        aria-label={t("search.label")}
        placeholder={t("search.hint")}
        autoComplete="off"
        onChange={(event) => (begun.current.typed = event.target.value)}
        onFocus={() => (begun.current.focused = true)}
        // Taken away under the cursor it is left for nothing; left for something else, it is left.
        onBlur={({ relatedTarget }) => (begun.current.focused = relatedTarget === null)}
      />
      <kbd className="search-key" aria-hidden="true">
        {"/"}
      </kbd>
    </div>
  );
}
