import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ReferralLetter } from "../../server/api/letter-schemas.ts";
import type { Contacts } from "../../server/api/contact-schemas.ts";
import type { AskingView } from "../../server/api/asking-schemas.ts";
import type {
  HouseholdView,
  PeoplePage,
  Persona,
  PersonView,
  Programmes,
  SearchResult,
  Session,
  SyncState,
  Today,
} from "../../server/api/schemas.ts";
import type { CycleList, CycleView } from "../../server/api/cycle-schemas.ts";
import type {
  Counted,
  RoundList,
  RoundRegistries,
  RoundView,
} from "../../server/api/round-schemas.ts";
import type {
  FindServicesBody,
  ServiceList,
  ServiceView,
} from "../../server/api/directory-schemas.ts";
import type { TemplateList, TemplatePreview } from "../../server/api/template-schemas.ts";
import type { OfficeList, PlanPaper } from "../../server/api/paper-schemas.ts";
import type { ProgrammeList, ProgrammeView } from "../../server/api/programme-schemas.ts";
import type {
  PersonReferrals,
  ReferBody,
  ReferralList,
  ReferralPreview,
  ReferralView,
} from "../../server/api/referral-schemas.ts";
import type { AssessmentView } from "../../server/api/assessment-schemas.ts";
import type { MatchList, MatchView } from "../../server/api/match-schemas.ts";
import type { ConflictsView } from "../../server/api/conflict-schemas.ts";
import type {
  ComparedView,
  PersonPlan,
  PlanThreads,
  PlanView,
  PresenceView,
  VersionsView,
} from "../../server/api/plan-schemas.ts";
import type { AccessList } from "../../server/api/access-schemas.ts";
import type { AgendaView } from "../../server/api/agenda-schemas.ts";
import type { PlanOutcomes } from "../../server/api/outcome-schemas.ts";
import type {
  DrawList,
  PlanReview,
  Reviewers,
  ReviewQueue,
} from "../../server/api/review-schemas.ts";
import type { HearingView, Matters, PersonMatters } from "../../server/api/hearing-schemas.ts";
import type { TellingsView } from "../../server/api/telling-schemas.ts";
import type { LinkList, ParkedList } from "../../server/api/link-schemas.ts";
import { call, path } from "./call.ts";

export type PeopleListView = "all" | "from_partner" | "offered" | "accepted";
export const people_page_max = 50;

const presence_every_ms = 15_000;
const on_its_way_ms = 1_500;

function isOnItsWay({ partners }: TellingsView): boolean {
  return partners.some(({ tellings }) => tellings.some(({ last }) => last?.state === "owed"));
}

/** What the screens read, one entry per GET (and per searching POST) of the staff API. */
export const queries = {
  personas: () =>
    queryOptions({
      queryKey: ["personas"],
      queryFn: () => call<{ items: Persona[] }>("GET", "/personas"),
    }),
  session: () =>
    queryOptions({
      queryKey: ["session"],
      queryFn: () => call<Session>("GET", "/session"),
      staleTime: 5 * 60_000,
      retry: false,
    }),
  today: () => queryOptions({ queryKey: ["today"], queryFn: () => call<Today>("GET", "/today") }),
  reviews: () =>
    queryOptions({
      queryKey: ["reviews"],
      queryFn: () => call<ReviewQueue>("GET", "/reviews"),
      retry: false,
    }),
  reviewDraws: () =>
    queryOptions({
      queryKey: ["review-draws"],
      queryFn: () => call<DrawList>("GET", "/review-draws"),
    }),
  reviewers: () =>
    queryOptions({ queryKey: ["reviewers"], queryFn: () => call<Reviewers>("GET", "/reviewers") }),
  hearings: () =>
    queryOptions({ queryKey: ["hearings"], queryFn: () => call<Matters>("GET", "/hearings") }),
  hearing: (id: string) =>
    queryOptions({
      queryKey: ["hearings", id],
      queryFn: () => call<HearingView>("GET", path`/hearings/${id}`),
    }),
  personHearings: (id: string) =>
    queryOptions({
      queryKey: ["hearings", "of", id],
      queryFn: () => call<PersonMatters>("GET", path`/people/${id}/hearings`),
    }),
  planReview: (id: string) =>
    queryOptions({
      queryKey: ["plan-review", id],
      queryFn: () => call<PlanReview>("GET", path`/plans/${id}/review`),
    }),
  people: (view: PeopleListView, after: string | undefined) =>
    queryOptions({
      queryKey: ["people", view, after ?? ""],
      queryFn: () =>
        call<PeoplePage>("POST", "/people/list", {
          view,
          limit: people_page_max,
          ...(after ? { after } : {}),
        }),
      placeholderData: keepPreviousData,
    }),
  search: (q: string) =>
    queryOptions({
      queryKey: ["search", q],
      queryFn: () => call<SearchResult>("POST", "/search", { q }),
      enabled: q.length >= 2,
      placeholderData: keepPreviousData,
      staleTime: 15_000,
      gcTime: 60_000,
    }),
  household: (id: string) =>
    queryOptions({
      queryKey: ["household", id],
      queryFn: () => call<HouseholdView>("GET", path`/households/${id}`),
    }),
  person: (id: string) =>
    queryOptions({
      queryKey: ["person", id],
      queryFn: () => call<PersonView>("GET", path`/people/${id}`),
    }),
  /** Under the person, so that whatever changes of the person is asked again. */
  assessment: (id: string) =>
    queryOptions({
      queryKey: ["person", id, "assessment"],
      queryFn: () => call<AssessmentView>("GET", path`/people/${id}/assessment`),
    }),
  tellings: (id: string) =>
    queryOptions({
      queryKey: ["person", id, "tellings"],
      queryFn: () => call<TellingsView>("GET", path`/people/${id}/tellings`),
      // What is on its way is taken within a second or so; the screen says so when it is.
      refetchInterval: ({ state }) =>
        state.data && isOnItsWay(state.data) ? on_its_way_ms : false,
    }),
  asking: (id: string) =>
    queryOptions({
      queryKey: ["asking", id],
      queryFn: () => call<AskingView>("GET", path`/people/${id}/asking`),
    }),
  /** Of a person: the plan, or whether one may be opened. */
  personPlan: (id: string) =>
    queryOptions({
      queryKey: ["person", id, "plan"],
      queryFn: () => call<PersonPlan>("GET", path`/people/${id}/plan`),
    }),
  plan: (id: string) =>
    queryOptions({
      queryKey: ["plan", id],
      queryFn: () => call<PlanView>("GET", path`/plans/${id}`),
    }),
  /** Of whole days; beside today, so that whatever changes there is asked again. */
  agenda: (from: string, to: string) =>
    queryOptions({
      queryKey: ["today", "agenda", from, to],
      queryFn: () => call<AgendaView>("POST", "/agenda", { from, to }),
    }),
  accessLinks: () =>
    queryOptions({
      queryKey: ["access"],
      queryFn: () => call<AccessList>("GET", "/access-links"),
    }),
  planOutcomes: (id: string) =>
    queryOptions({
      queryKey: ["plan", id, "outcomes"],
      queryFn: () => call<PlanOutcomes>("GET", path`/plans/${id}/outcomes`),
    }),
  planVersions: (id: string) =>
    queryOptions({
      queryKey: ["plan", id, "versions"],
      queryFn: () => call<VersionsView>("GET", path`/plans/${id}/versions`),
    }),
  planConflicts: (id: string, language: string) =>
    queryOptions({
      queryKey: ["plan", id, "conflicts", language],
      queryFn: () => call<ConflictsView>("POST", path`/plans/${id}/check`, { language }),
    }),
  /** `draft`: the line as JSON, so that the same words are asked about once. */
  planCheck: (id: string, draft: string, language: string) =>
    queryOptions({
      queryKey: ["plan", id, "check", draft, language],
      queryFn: () => {
        const body = { draft: JSON.parse(draft) as object, language };
        return call<ConflictsView>("POST", path`/plans/${id}/check`, body);
      },
    }),
  /** Asking says that this screen shows the plan. */
  presence: (id: string) =>
    queryOptions({
      queryKey: ["presence", id],
      queryFn: () => call<PresenceView>("POST", path`/plans/${id}/presence`, { here: true }),
      refetchInterval: presence_every_ms,
      staleTime: 0,
      retry: false,
    }),
  planCompared: (id: string, from: string, to: string) =>
    queryOptions({
      queryKey: ["plan", id, "compared", from, to],
      queryFn: () => call<ComparedView>("POST", path`/plans/${id}/compare`, { from, to }),
      enabled: from !== "" && to !== "",
      placeholderData: keepPreviousData,
    }),
  allProgrammes: () =>
    queryOptions({
      queryKey: ["programmes", "all"],
      queryFn: () => call<ProgrammeList>("GET", "/programmes/all"),
    }),
  programme: (id: string) =>
    queryOptions({
      queryKey: ["programmes", id],
      queryFn: () => call<ProgrammeView>("GET", path`/programmes/${id}`),
    }),
  programmes: () =>
    queryOptions({
      queryKey: ["programmes"],
      queryFn: () => call<Programmes>("GET", "/programmes"),
      staleTime: 10 * 60_000,
    }),
  matches: () =>
    queryOptions({ queryKey: ["matches"], queryFn: () => call<MatchList>("GET", "/matches") }),
  match: (id: string) =>
    queryOptions({
      queryKey: ["match", id],
      queryFn: () => call<MatchView>("GET", path`/matches/${id}`),
    }),
  referrals: () =>
    queryOptions({
      queryKey: ["referrals"],
      queryFn: () => call<ReferralList>("GET", "/referrals"),
    }),
  referral: (id: string) =>
    queryOptions({
      queryKey: ["referrals", id],
      queryFn: () => call<ReferralView>("GET", path`/referrals/${id}`),
    }),
  referralLetter: (id: string) =>
    queryOptions({
      queryKey: ["referral-letter", id],
      queryFn: () => call<ReferralLetter>("GET", path`/referrals/${id}/letter`),
    }),
  personReferrals: (id: string) =>
    queryOptions({
      queryKey: ["person", id, "referrals"],
      queryFn: () => call<PersonReferrals>("GET", path`/people/${id}/referrals`),
    }),
  personContacts: (id: string) =>
    queryOptions({
      queryKey: ["person", id, "contacts"],
      queryFn: () => call<Contacts>("GET", path`/people/${id}/contacts`),
    }),
  /** `body` null: too little is chosen to say what would leave. */
  referralPreview: (id: string, body: ReferBody | null) =>
    queryOptions({
      queryKey: ["referral-preview", id, body],
      queryFn: () => call<ReferralPreview>("POST", path`/people/${id}/referrals/preview`, body),
      enabled: body !== null,
      placeholderData: keepPreviousData,
      staleTime: 10_000,
      gcTime: 60_000,
      retry: false,
    }),
  rounds: () =>
    queryOptions({ queryKey: ["rounds"], queryFn: () => call<RoundList>("GET", "/rounds") }),
  round: (id: string) =>
    queryOptions({
      queryKey: ["round", id],
      queryFn: () => call<RoundView>("GET", path`/rounds/${id}`),
    }),
  roundRegistries: () =>
    queryOptions({
      queryKey: ["round-registries"],
      queryFn: () => call<RoundRegistries>("GET", "/round-registries"),
    }),
  /** `asked` is the condition as JSON; empty: nothing is asked yet. */
  roundCount: (partner: string, asked: string) =>
    queryOptions({
      queryKey: ["round-count", partner, asked],
      queryFn: () => {
        const criteria: unknown = JSON.parse(asked);
        return call<Counted>("POST", "/rounds/count", { partner, criteria });
      },
      enabled: asked !== "",
      placeholderData: keepPreviousData,
      staleTime: 30_000,
      retry: false,
    }),
  /** `root` names a version; empty: the plan as it stands. */
  planPaper: (id: string, root: string) =>
    queryOptions({
      queryKey: ["plan-paper", id, root],
      queryFn: () =>
        call<PlanPaper>(
          "GET",
          root === "" ? path`/plans/${id}/paper` : path`/plans/${id}/paper/${root}`,
        ),
    }),
  services: (asked: FindServicesBody) =>
    queryOptions({
      queryKey: ["services", JSON.stringify(asked)],
      queryFn: () => call<ServiceList>("POST", "/services/find", asked),
      placeholderData: keepPreviousData,
    }),
  service: (id: string) =>
    queryOptions({
      queryKey: ["service", id],
      queryFn: () => call<ServiceView>("GET", path`/services/${id}`),
    }),
  planTemplates: () =>
    queryOptions({
      queryKey: ["plan-templates"],
      queryFn: () => call<TemplateList>("GET", "/plan-templates"),
    }),
  templatePreview: (plan: string, template: string, start: string) =>
    queryOptions({
      queryKey: ["template-preview", plan, template, start],
      queryFn: () =>
        call<TemplatePreview>("POST", path`/plans/${plan}/template-preview`, {
          template_id: template,
          start,
        }),
      enabled: template !== "",
      placeholderData: keepPreviousData,
    }),
  planThreads: (id: string) =>
    queryOptions({
      queryKey: ["plan-threads", id],
      queryFn: () => call<PlanThreads>("GET", path`/plans/${id}/threads`),
    }),
  offices: () =>
    queryOptions({ queryKey: ["offices"], queryFn: () => call<OfficeList>("GET", "/offices") }),
  cycles: () =>
    queryOptions({ queryKey: ["cycles"], queryFn: () => call<CycleList>("GET", "/cycles") }),
  cycle: (id: string) =>
    queryOptions({
      queryKey: ["cycle", id],
      queryFn: () => call<CycleView>("GET", path`/cycles/${id}`),
    }),
  links: () =>
    queryOptions({ queryKey: ["links"], queryFn: () => call<LinkList>("GET", "/links") }),
  parked: () =>
    queryOptions({ queryKey: ["parked"], queryFn: () => call<ParkedList>("GET", "/parked") }),
  sync: () =>
    queryOptions({
      queryKey: ["sync"],
      queryFn: () => call<SyncState>("GET", "/sync"),
      refetchInterval: 30_000,
    }),
};
