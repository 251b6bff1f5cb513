import { Link } from "@tanstack/react-router";
import { SystemMark } from "../parts/SystemMark.tsx";
import { useWords } from "../words/useWords.ts";
import { Crest } from "./Crest.tsx";
import { LanguageSwitch } from "./LanguageSwitch.tsx";
import { useSession } from "./session.ts";
import { Search } from "./Search.tsx";
import { SyncLine } from "./SyncLine.tsx";
import { UserMenu } from "./UserMenu.tsx";

/** Crest and ministry, one search field, the sync line in words, language, user; gold rule below. */
export function Header() {
  const { t, system } = useWords();
  const { persona } = useSession();
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
      <Search />
      <SyncLine />
      <LanguageSwitch />
      <UserMenu />
    </header>
  );
}
