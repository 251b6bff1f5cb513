import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useRef, type RefObject } from "react";
import { SystemMark } from "../parts/SystemMark.tsx";
import { useWords } from "../words/useWords.ts";
import { Crest } from "./Crest.tsx";
import { LanguageSwitch } from "./LanguageSwitch.tsx";
import { useSession } from "./session.ts";
import { SearchSoon, type Begun } from "./SearchSoon.tsx";
import { SyncLine } from "./SyncLine.tsx";
import { UserMenu } from "./UserMenu.tsx";

/** The page is there before what one types into. */
const Search = lazy(async () => ({ default: (await import("./Search.tsx")).Search }));

/** Crest and ministry, one search field, the sync line in words, language, user; gold rule below. */
export function Header() {
  const { t, system } = useWords();
  const { persona } = useSession();
  const begun = useRef<Begun>({ typed: "", focused: false });
  return (
    <header className="header">
      <Link to="/today" className="brand">
        <Crest />
        <span className="brand-words">
          <strong>{t("app.name")}</strong>
          <span className="brand-ministry">
            <SystemMark kind={persona.system.kind} />
            <bdi>{system(persona.system)}</bdi>
          </span>
        </span>
      </Link>
      <Suspense fallback={<SearchSoon begun={begun} />}>
        <SearchBegun begun={begun} />
      </Suspense>
      <SyncLine />
      <LanguageSwitch />
      <UserMenu />
    </header>
  );
}

/** Goes on with what was begun. */
function SearchBegun({ begun }: { begun: RefObject<Begun> }) {
  return <Search {...begun.current} />;
}
