import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  IconCalendarEvent,
  IconClipboardList,
  IconArrowsExchange,
  IconBriefcase,
  IconAddressBook,
  IconGitPullRequest,
  IconHomePlus,
  IconListCheck,
  IconPlugConnected,
  IconShovel,
  IconUserSearch,
  IconUserQuestion,
  IconEyeCheck,
  IconScale,
  IconUsers,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";
import { useSession } from "./session.ts";

/** The left menu with counts; on phones it folds to a bar at the bottom. */
export function Menu() {
  const { t } = useWords();
  const { persona } = useSession();
  const supervises = persona.role === "supervisor";
  const today = useQuery(queries.today()).data;
  const matches = useQuery(queries.matches()).data;
  const reviews = useQuery({ ...queries.reviews(), enabled: supervises }).data;
  const referrals = today?.items.filter((item) => item.kind === "referral").length;
  const matters = today?.items.filter(({ kind }) => /^(hearing|complaint)/.test(kind)).length;
  const proposals = today?.items.filter((item) => item.kind.startsWith("proposal")).length;
  return (
    <nav className="menu" aria-label={t("menu.label")}>
      <ul className="menu-group">
        <Entry icon={<IconListCheck />} count={today?.items.length} urgent={(today?.late ?? 0) > 0}>
          <Link to="/today" className="menu-link" activeOptions={{ exact: true }}>
            {t("menu.today")}
          </Link>
        </Entry>
        <Entry icon={<IconCalendarEvent />} wideOnly>
          <Link to="/agenda" className="menu-link" activeOptions={{ includeSearch: false }}>
            {t("menu.agenda")}
          </Link>
        </Entry>
        <Entry icon={<IconBriefcase />} wideOnly>
          <Link to="/caseload" className="menu-link" activeOptions={{ includeSearch: false }}>
            {t("menu.caseload")}
          </Link>
        </Entry>
        <Entry icon={<IconUsers />}>
          <Link to="/people" className="menu-link" activeOptions={{ includeSearch: false }}>
            {t("menu.people")}
          </Link>
        </Entry>
        <Entry icon={<IconArrowsExchange />} count={referrals} wideOnly>
          <Link to="/referrals" className="menu-link" activeOptions={{ includeSearch: false }}>
            {t("menu.referrals")}
          </Link>
        </Entry>
        {persona.system.kind === "sp" ? (
          <Entry icon={<IconHomePlus />} wideOnly={supervises}>
            <Link to="/register" className="menu-link">
              {t("menu.register")}
            </Link>
          </Entry>
        ) : (
          <>
            <Entry icon={<IconUserSearch />} wideOnly={supervises}>
              <Link to="/rounds" className="menu-link">
                {t("menu.rounds")}
              </Link>
            </Entry>
            <Entry icon={<IconShovel />} wideOnly>
              <Link to="/cycles" className="menu-link">
                {t("menu.cycles")}
              </Link>
            </Entry>
          </>
        )}
        <Entry icon={<IconClipboardList />} wideOnly>
          <Link to="/programmes" className="menu-link">
            {t("menu.programmes")}
          </Link>
        </Entry>
        <Entry icon={<IconAddressBook />} wideOnly>
          <Link to="/services" className="menu-link" activeOptions={{ includeSearch: false }}>
            {t("menu.services")}
          </Link>
        </Entry>
      </ul>
      <h2 className="menu-title" id="menu-decide">
        {t("menu.decide")}
      </h2>
      <ul className="menu-group" aria-labelledby="menu-decide">
        <Entry icon={<IconGitPullRequest />} count={proposals}>
          <Link
            to="/today"
            search={{ show: "proposal" }}
            className="menu-link"
            activeOptions={{ exact: true }}
          >
            {t("menu.proposals")}
          </Link>
        </Entry>
        {supervises ? (
          <Entry icon={<IconEyeCheck />} count={reviews?.items.length}>
            <Link to="/reviews" className="menu-link">
              {t("menu.reviews")}
            </Link>
          </Entry>
        ) : null}
        <Entry icon={<IconScale />} count={matters} wideOnly>
          <Link to="/decisions" className="menu-link" activeOptions={{ includeSearch: false }}>
            {t("menu.decisions")}
          </Link>
        </Entry>
        <Entry icon={<IconUserQuestion />} count={matches?.items.length}>
          <Link to="/matches" className="menu-link">
            {t("menu.matches")}
          </Link>
        </Entry>
      </ul>
      <h2 className="menu-title menu-wide-only" id="menu-systems">
        {t("menu.systems")}
      </h2>
      <ul className="menu-group menu-wide-only" aria-labelledby="menu-systems">
        <Entry icon={<IconPlugConnected />}>
          <Link to="/links" className="menu-link">
            {t("menu.links")}
          </Link>
        </Entry>
      </ul>
    </nav>
  );
}

type EntryProps = {
  icon: ReactNode;
  count?: number | undefined;
  urgent?: boolean;
  /** Not in the bar at the bottom of a phone, which has room for five. */
  wideOnly?: boolean;
  children: ReactNode;
};

function Entry({ icon, count, urgent, wideOnly, children }: EntryProps) {
  const { t, number } = useWords();
  return (
    <li className={wideOnly ? "menu-entry menu-wide-only" : "menu-entry"}>
      <span className="menu-icon" aria-hidden="true">
        {icon}
      </span>
      {children}
      {count === undefined || count === 0 ? null : (
        <span className={urgent ? "count count-urgent" : "count"}>
          <span aria-hidden="true">{number(count)}</span>
          <span className="unseen">{t("menu.waiting", { count })}</span>
        </span>
      )}
    </li>
  );
}
