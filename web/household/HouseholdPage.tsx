import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { lazy, Suspense } from "react";
import type { HouseholdView } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { householdTabs, type HouseholdTab } from "../router.tsx";
import { useWords } from "../words/useWords.ts";
import { HouseholdSync } from "./HouseholdSync.tsx";
import { OverviewTab } from "./OverviewTab.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Timeline } from "./Timeline.tsx";

/** What stands behind the other tabs comes when it is opened. */
const MembersTab = lazy(async () => ({ default: (await import("./MembersTab.tsx")).MembersTab }));
const ProgrammesTab = lazy(async () => ({
  default: (await import("./ProgrammesTab.tsx")).ProgrammesTab,
}));

/** One household, both offices: identity on top, everything else in four tabs that the address names. */
export function HouseholdPage() {
  const { id } = useParams({ from: "/frame/households/$id" });
  const household = useQuery(queries.household(id));
  if (household.data) {
    return (
      <>
        {household.error ? (
          <ErrorPanel error={household.error} retry={() => void household.refetch()} />
        ) : null}
        <Household household={household.data} />
      </>
    );
  }
  if (household.error) {
    return <FailedPage error={household.error} retry={() => void household.refetch()} />;
  }
  return <Skeleton rows={9} />;
}

function Household({ household }: { household: HouseholdView }) {
  const { t } = useWords();
  const { tab = "overview", person } = useSearch({ from: "/frame/households/$id" });
  const navigate = useNavigate({ from: "/households/$id" });
  const contact = household.members.find((one) => one.main_contact) ?? household.members[0];
  const place = household.fields.find((one) => one.name === "locality")?.value;
  const others = household.members.length > 1;
  const title = contact
    ? t(others ? "household.title" : "household.title_alone", { name: contact.name })
    : household.number;
  const openTab = (next: HouseholdTab) =>
    navigate({ search: (old) => ({ ...old, tab: next }), resetScroll: false });
  const openPerson = (id: string) => navigate({ search: { tab: "members", person: id } });
  return (
    <>
      <PageTitle
        title={title}
        trail={
          <>
            <Link to="/people">{t("people.title")}</Link> {"/"} <bdi>{household.number}</bdi>
          </>
        }
        lead={
          <>
            <span>{t("household.people", { count: household.members.length })}</span>
            {typeof place === "string" && place !== "" ? (
              <>
                {t("value.comma")}
                <bdi>{place}</bdi>
              </>
            ) : null}
            <HouseholdSync sync={household.sync} />
          </>
        }
        actions={<PrintButton label={t("household.print")} />}
      />
      <Tabs
        className="tabs"
        selectedKey={tab}
        onSelectionChange={(key) => {
          const next = householdTabs.find((one) => one === key);
          if (next !== undefined && next !== tab) void openTab(next);
        }}
      >
        <TabList className="tab-list" aria-label={t("household.tabs")}>
          {householdTabs.map((one) => (
            <Tab key={one} id={one} className="tab">
              {t(`household.tab.${one}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="overview" className="tab-panel">
          <OverviewTab
            household={household}
            openPerson={(id) => void openPerson(id)}
            openTimeline={() => void openTab("timeline")}
          />
        </TabPanel>
        <TabPanel id="members" className="tab-panel">
          <Suspense fallback={<Skeleton rows={7} />}>
            <MembersTab household={household} opened={person} open={(id) => void openPerson(id)} />
          </Suspense>
        </TabPanel>
        <TabPanel id="programmes" className="tab-panel">
          <Suspense fallback={<Skeleton rows={7} />}>
            <ProgrammesTab household={household} />
          </Suspense>
        </TabPanel>
        <TabPanel id="timeline" className="tab-panel">
          <h2 className="unseen">{t("household.tab.timeline")}</h2>
          <Timeline entries={household.timeline} />
        </TabPanel>
      </Tabs>
    </>
  );
}
