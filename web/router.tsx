import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { queries, type PeopleListView } from "./api/queries.ts";
import { Frame } from "./frame/Frame.tsx";
import { Root } from "./frame/Root.tsx";
import { BrokenPage } from "./pages/BrokenPage.tsx";
import { NotFoundPage } from "./pages/NotFoundPage.tsx";
import { SignInPage } from "./pages/SignInPage.tsx";
import { TodayPage } from "./pages/TodayPage.tsx";
import { languages, type Language } from "./words/i18n.ts";

export const householdTabs = ["overview", "members", "programmes", "timeline"] as const;
export type HouseholdTab = (typeof householdTabs)[number];
export const peopleViews: readonly PeopleListView[] = [
  "all",
  "from_partner",
  "offered",
  "accepted",
];
export const planViews = ["weeks", "days", "board", "goals"] as const;
export type PlanViewName = (typeof planViews)[number];

export const agendaSpans = ["day", "week"] as const;
export type AgendaSpan = (typeof agendaSpans)[number];

export const caseScopes = ["mine", "team", "nobody"] as const;
export const caseFilters = ["all", "late", "quiet", "no_next"] as const;
export type CaseFilter = (typeof caseFilters)[number];
export interface CaseloadSearch {
  scope?: (typeof caseScopes)[number];
  show?: CaseFilter;
  worker?: string;
}

export const referralViews = ["ours", "in", "out", "ended"] as const;
export type ReferralListView = (typeof referralViews)[number];

const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((known) => known === value);

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage });
const signIn = createRoute({ getParentRoute: () => root, path: "/sign-in", component: SignInPage });
const frame = createRoute({ getParentRoute: () => root, id: "frame", component: Frame });
const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/today" });
  },
});
const today = createRoute({
  getParentRoute: () => frame,
  path: "/today",
  component: TodayPage,
  validateSearch: (search: Record<string, unknown>): { show?: string } => {
    const show = text(search["show"]);
    return show === undefined ? {} : { show };
  },
});
const agenda = createRoute({
  getParentRoute: () => frame,
  path: "/agenda",
  component: lazyRouteComponent(() => import("./agenda/AgendaPage.tsx"), "AgendaPage"),
  validateSearch: (search: Record<string, unknown>): { span?: AgendaSpan; from?: string } => {
    const span = oneOf(agendaSpans, search["span"]);
    const from = text(search["from"]);
    const isDay = from !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(from);
    return { ...(span && { span }), ...(isDay && { from }) };
  },
});
const access = createRoute({
  getParentRoute: () => frame,
  path: "/agenda/links",
  component: lazyRouteComponent(() => import("./access/AccessPage.tsx"), "AccessPage"),
});
const people = createRoute({
  getParentRoute: () => frame,
  path: "/people",
  component: lazyRouteComponent(() => import("./pages/PeoplePage.tsx"), "PeoplePage"),
  validateSearch: (search: Record<string, unknown>): { view?: PeopleListView; after?: string } => {
    const view = oneOf(peopleViews, search["view"]);
    const after = text(search["after"]);
    return { ...(view && { view }), ...(after && { after }) };
  },
});
const register = createRoute({
  getParentRoute: () => frame,
  path: "/register",
  component: lazyRouteComponent(() => import("./register/RegisterPage.tsx"), "RegisterPage"),
});
const household = createRoute({
  getParentRoute: () => frame,
  path: "/households/$id",
  component: lazyRouteComponent(() => import("./household/HouseholdPage.tsx"), "HouseholdPage"),
  validateSearch: (search: Record<string, unknown>): { tab?: HouseholdTab; person?: string } => {
    const tab = oneOf(householdTabs, search["tab"]);
    const person = text(search["person"]);
    return { ...(tab && { tab }), ...(person && { person }) };
  },
});
const person = createRoute({
  getParentRoute: () => frame,
  path: "/people/$id",
  component: lazyRouteComponent(() => import("./pages/PersonPage.tsx"), "PersonPage"),
});
const matches = createRoute({
  getParentRoute: () => frame,
  path: "/matches",
  component: lazyRouteComponent(() => import("./pages/MatchesPage.tsx"), "MatchesPage"),
});
const match = createRoute({
  getParentRoute: () => frame,
  path: "/matches/$id",
  component: lazyRouteComponent(() => import("./pages/MatchPage.tsx"), "MatchPage"),
});

const links = createRoute({
  getParentRoute: () => frame,
  path: "/links",
  component: lazyRouteComponent(() => import("./links/LinksPage.tsx"), "LinksPage"),
});

const referrals = createRoute({
  getParentRoute: () => frame,
  path: "/referrals",
  component: lazyRouteComponent(() => import("./referrals/ReferralsPage.tsx"), "ReferralsPage"),
  validateSearch: (search: Record<string, unknown>): { show?: ReferralListView } => {
    const show = oneOf(referralViews, search["show"]);
    return show === undefined ? {} : { show };
  },
});
const referral = createRoute({
  getParentRoute: () => frame,
  path: "/referrals/$id",
  component: lazyRouteComponent(() => import("./referrals/ReferralPage.tsx"), "ReferralPage"),
});
const refer = createRoute({
  getParentRoute: () => frame,
  path: "/people/$id/refer",
  component: lazyRouteComponent(() => import("./referrals/ReferPage.tsx"), "ReferPage"),
  validateSearch: (search: Record<string, unknown>): { service?: string } => {
    const service = text(search["service"]);
    return service === undefined ? {} : { service };
  },
});

const rounds = createRoute({
  getParentRoute: () => frame,
  path: "/rounds",
  component: lazyRouteComponent(() => import("./rounds/RoundsPage.tsx"), "RoundsPage"),
});
const newRound = createRoute({
  getParentRoute: () => frame,
  path: "/rounds/new",
  component: lazyRouteComponent(() => import("./rounds/NewRoundPage.tsx"), "NewRoundPage"),
});
const round = createRoute({
  getParentRoute: () => frame,
  path: "/rounds/$id",
  component: lazyRouteComponent(() => import("./rounds/RoundPage.tsx"), "RoundPage"),
});

const cycles = createRoute({
  getParentRoute: () => frame,
  path: "/cycles",
  component: lazyRouteComponent(() => import("./cycles/CyclesPage.tsx"), "CyclesPage"),
});
const newCycle = createRoute({
  getParentRoute: () => frame,
  path: "/cycles/new",
  component: lazyRouteComponent(() => import("./cycles/NewCyclePage.tsx"), "NewCyclePage"),
});
const cycle = createRoute({
  getParentRoute: () => frame,
  path: "/cycles/$id",
  component: lazyRouteComponent(() => import("./cycles/CyclePage.tsx"), "CyclePage"),
});

const services = createRoute({
  getParentRoute: () => frame,
  path: "/services",
  component: lazyRouteComponent(() => import("./services/ServicesPage.tsx"), "ServicesPage"),
});
const service = createRoute({
  getParentRoute: () => frame,
  path: "/services/$id",
  component: lazyRouteComponent(() => import("./services/ServicePage.tsx"), "ServicePage"),
});

/** Outside the frame: what is printed is the page and nothing around it. */
const planPaper = createRoute({
  getParentRoute: () => root,
  path: "/plans/$id/paper",
  component: lazyRouteComponent(() => import("./paper/PaperPage.tsx"), "PaperPage"),
  validateSearch: (
    search: Record<string, unknown>,
  ): { root?: string; language?: Language; large?: true } => {
    const version = text(search["root"]);
    const language = oneOf(languages, search["language"]);
    const large = search["large"] === true;
    return {
      ...(version && { root: version }),
      ...(language && { language }),
      ...(large && { large }),
    };
  },
});
const letter = createRoute({
  getParentRoute: () => root,
  path: "/referrals/$id/letter",
  component: lazyRouteComponent(() => import("./letter/LetterPage.tsx"), "LetterPage"),
  validateSearch: (search: Record<string, unknown>): { language?: Language } => {
    const language = oneOf(languages, search["language"]);
    return language ? { language } : {};
  },
});
const plan = createRoute({
  getParentRoute: () => frame,
  path: "/plans/$id",
  component: lazyRouteComponent(() => import("./plan/PlanPage.tsx"), "PlanPage"),
  validateSearch: (search: Record<string, unknown>): { view?: PlanViewName; from?: string } => {
    const view = oneOf(planViews, search["view"]);
    const from = text(search["from"]);
    const isDay = from !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(from);
    return { ...(view && { view }), ...(isDay && { from }) };
  },
});
const planVersions = createRoute({
  getParentRoute: () => frame,
  path: "/plans/$id/versions",
  component: lazyRouteComponent(() => import("./plan/VersionsPage.tsx"), "VersionsPage"),
});
const planReview = createRoute({
  getParentRoute: () => frame,
  path: "/plans/$id/review",
  component: lazyRouteComponent(() => import("./reviews/ReviewPage.tsx"), "ReviewPage"),
});
const reviews = createRoute({
  getParentRoute: () => frame,
  path: "/reviews",
  component: lazyRouteComponent(() => import("./reviews/ReviewsPage.tsx"), "ReviewsPage"),
});
const decisions = createRoute({
  getParentRoute: () => frame,
  path: "/decisions",
  component: lazyRouteComponent(() => import("./decisions/DecisionsPage.tsx"), "DecisionsPage"),
});
const decision = createRoute({
  getParentRoute: () => frame,
  path: "/decisions/$id",
  component: lazyRouteComponent(() => import("./decisions/DecisionPage.tsx"), "DecisionPage"),
});
const personPlan = createRoute({
  getParentRoute: () => frame,
  path: "/people/$id/plan",
  component: lazyRouteComponent(() => import("./plan/PersonPlanPage.tsx"), "PersonPlanPage"),
});

const assessment = createRoute({
  getParentRoute: () => frame,
  path: "/people/$id/assessment",
  component: lazyRouteComponent(() => import("./assessment/AssessmentPage.tsx"), "AssessmentPage"),
});
const programmes = createRoute({
  getParentRoute: () => frame,
  path: "/programmes",
  component: lazyRouteComponent(() => import("./programmes/ProgrammesPage.tsx"), "ProgrammesPage"),
});
const programme = createRoute({
  getParentRoute: () => frame,
  path: "/programmes/$id",
  component: lazyRouteComponent(() => import("./programmes/ProgrammePage.tsx"), "ProgrammePage"),
});

const caseload = createRoute({
  getParentRoute: () => frame,
  path: "/caseload",
  component: lazyRouteComponent(() => import("./caseload/CaseloadPage.tsx"), "CaseloadPage"),
  validateSearch: (search: Record<string, unknown>): CaseloadSearch => {
    const scope = oneOf(caseScopes, search["scope"]);
    const show = oneOf(caseFilters, search["show"]);
    const worker = text(search["worker"]);
    return { ...(scope && { scope }), ...(show && { show }), ...(worker && { worker }) };
  },
});
const templates = createRoute({
  getParentRoute: () => frame,
  path: "/templates",
  component: lazyRouteComponent(() => import("./templates/TemplatesPage.tsx"), "TemplatesPage"),
});
const newTemplate = createRoute({
  getParentRoute: () => frame,
  path: "/templates/new",
  component: lazyRouteComponent(() => import("./templates/TemplatePages.tsx"), "NewTemplatePage"),
  validateSearch: (search: Record<string, unknown>): { plan?: string } => {
    const from = text(search["plan"]);
    return from === undefined ? {} : { plan: from };
  },
});
const editTemplate = createRoute({
  getParentRoute: () => frame,
  path: "/templates/$id",
  component: lazyRouteComponent(() => import("./templates/TemplatePages.tsx"), "EditTemplatePage"),
});
const newProgramme = createRoute({
  getParentRoute: () => frame,
  path: "/programmes/new",
  component: lazyRouteComponent(
    () => import("./programme-form/WriteProgrammePage.tsx"),
    "NewProgrammePage",
  ),
});
const editProgramme = createRoute({
  getParentRoute: () => frame,
  path: "/programmes/$id/edit",
  component: lazyRouteComponent(
    () => import("./programme-form/WriteProgrammePage.tsx"),
    "EditProgrammePage",
  ),
});

const nowhere = createRoute({ getParentRoute: () => frame, path: "$", component: NotFoundPage });

const tree = root.addChildren([
  home,
  signIn,
  planPaper,
  letter,
  frame.addChildren([
    today,
    agenda,
    access,
    caseload,
    templates,
    newTemplate,
    editTemplate,
    people,
    register,
    household,
    person,
    personPlan,
    plan,
    planVersions,
    planReview,
    reviews,
    decisions,
    decision,
    matches,
    match,
    referrals,
    referral,
    refer,
    rounds,
    newRound,
    round,
    cycles,
    newCycle,
    cycle,
    assessment,
    programmes,
    newProgramme,
    programme,
    editProgramme,
    services,
    service,
    links,
    nowhere,
  ]),
]);

/** The routes of the staff app; ids travel in paths, filters in the query, personal data in neither. */
export function newRouter(client: QueryClient) {
  void client.prefetchQuery(queries.session());
  return createRouter({
    routeTree: tree,
    defaultErrorComponent: BrokenPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
