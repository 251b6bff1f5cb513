import { randomBytes } from "node:crypto";
import { mayAsk, type Agreement } from "../../domain/agreement.ts";
import { askable } from "../../domain/attributes.ts";
import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import type { Criteria } from "../../domain/criteria.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import { hasEnded } from "../../domain/programme/programme.ts";
import { giveOrder } from "../../domain/rounds/households.ts";
import {
  announce,
  closeNaming,
  criteriaOf,
  endRound,
  openRound,
  round_households_max,
  step,
  takeFound,
} from "../../domain/rounds/round.ts";
import { settleGiven } from "../../domain/settling.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadOfType, loadRecord } from "../../store/load.ts";
import { activeAgreement, listPartners, partnerById } from "../../store/partners.ts";
import {
  AnnounceBody,
  CountBody,
  Counted,
  NewRoundBody,
  RoundList,
  RoundRegistries,
  RoundView,
  WhyNotBody,
  WhyNotView,
  type AskableAttribute,
} from "../api/round-schemas.ts";
import { Created, Nothing } from "../api/work-schemas.ts";
import type { Asking } from "../asking/ask.ts";
import {
  countHouseholds,
  explainHousehold,
  refusalOf,
  searchHouseholds,
} from "../asking/households.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { attributeView } from "./attribute-view.ts";
import { todayOf } from "./loading.ts";
import { roundSummary, roundView } from "./round-view.ts";
import { sha256 } from "./sha256.ts";

const rounds_max = 500;

/** Proactive enrolment (PRS.EMP.03): whom a programme looks for, and who gets a place. */
export function roundRoutes(doors: Doors): void {
  readingRoutes(doors);
  askingRoutes(doors);
  openingRoute(doors);
  searchRoute(doors);
  stepRoutes(doors);
}

function readingRoutes(doors: Doors): void {
  const list = { url: "/rounds", summary: "Rounds of proactive enrolment", answer: RoundList };
  get(doors, list, async ({ hosted, store }) => {
    const rounds = await loadOfType(store, "Round", rounds_max);
    const households = await householdsOf(hosted, rounds);
    const items = rounds.map((round) => roundSummary(hosted, round, households));
    return done({ items: items.reverse() });
  });

  const one = { url: "/rounds/:id", summary: "One round, with its households", answer: RoundView };
  get(doors, one, async ({ hosted, id }) => viewNow(hosted, id));

  const registries = {
    url: "/round-registries",
    summary: "Registries that may be asked for households, and what about",
    answer: RoundRegistries,
  };
  get(doors, registries, async ({ hosted, store }) => {
    const nowIso = new Date(store.clock.nowMs()).toISOString();
    const partners = (await listPartners(store)).filter(({ status }) => status === "active");
    const items = await Promise.all(
      partners.map(async ({ id }) => {
        const agreement = await activeAgreement(store, id, store.system.id, nowIso);
        const attributes = agreement ? askableUnder(agreement) : [];
        return { system: systemRef(hosted, id), attributes };
      }),
    );
    return done({ items: items.filter(({ attributes }) => attributes.length > 0) });
  });
}

function askingRoutes(doors: Doors): void {
  const count = {
    url: "/rounds/count",
    summary: "How many households fit a condition; nobody's data are asked for",
    body: CountBody,
    answer: Counted,
    reads: true as const,
  };
  post(doors, count, async (call) => {
    const settled = settleGiven("Household", call.body.criteria);
    if (!settled.ok) return refused("err.bad_input", ["/criteria"]);
    const asking = await askingOf(doors, call, call.body.partner);
    return asking.ok ? done(await countHouseholds(asking.value, settled.criteria)) : asking;
  });

  const why = {
    url: "/rounds/:id/why-not",
    summary: "Whether one household fits a round, and what decides it",
    body: WhyNotBody,
    answer: WhyNotView,
  };
  post(doors, why, async (call) => {
    const round = await loadRound(call.hosted, call.id);
    if (!round) return refused("err.not_found");
    const asking = await askingOf(doors, call, textOf(round.state, "partner"));
    if (!asking.ok) return asking;
    const told = await explainHousehold(asking.value, criteriaOf(round), call.body.number.trim());
    if ("ok" in told) return told;
    const { known, explanation, problem } = told;
    const fits = explanation?.matched ?? null;
    return done({ known, fits, because: explanation?.because ?? [], problem });
  });
}

function openingRoute(doors: Doors): void {
  const open = {
    url: "/rounds",
    summary: "Open a round of proactive enrolment, as a draft",
    body: NewRoundBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, open, async (call) => {
    const { store, body } = call;
    const acted = await act(store, call.acting("round.open"), async (ctx) => {
      const programme = await loadRecord(store, body.programme_id);
      const isOurs = programme && creatorOf(programme.key) === store.system.id;
      if (programme?.type !== "Programme" || !isOurs) {
        return refused("err.bad_input", ["/programme_id"]);
      }
      if (hasEnded(programme.state, todayOf(call.hosted))) {
        return refused("err.programme.ended", ["/programme_id"]);
      }
      const { name, partner, criteria, places, order } = body;
      if (!(await partnerById(store, partner))) return refused("err.bad_input", ["/partner"]);
      const named = { id: programme.key, name: textOf(programme.state, "name") };
      const input = { name, partner, places, order, programme: named };
      const decided = openRound(ctx, { ...input, criteria });
      return decided.ok ? { ok: true, changes: decided.changes, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

function searchRoute(doors: Doors): void {
  const search = {
    url: "/rounds/:id/search",
    summary: "Ask the registry for the households that fit; only the minimum is kept",
    body: Nothing,
    answer: RoundView,
  };
  post(doors, search, async (call) => {
    const { store, hosted, id } = call;
    const round = await loadRound(hosted, id);
    if (!round) return refused("err.not_found");
    const problem = step(round, "searched");
    if (problem) return problem;
    const asking = await askingOf(doors, call, textOf(round.state, "partner"));
    if (!asking.ok) return asking;
    const answer = await searchHouseholds(asking.value, criteriaOf(round), round_households_max);
    if (!answer.ok) return "problem" in answer ? refusalOf(answer.problem) : answer;
    const acted = await act(store, call.acting("round.search"), async (ctx) => {
      const now = await loadRound(hosted, id);
      if (!now) return refused("err.not_found");
      const known = await householdsOf(hosted, [now]);
      const decided = takeFound(ctx, now, known, answer);
      return decided.ok ? { ...decided, result: null } : decided;
    });
    return acted.ok ? viewNow(hosted, id) : acted;
  });
}

type Decide = (
  ctx: Deciding,
  round: StoredRecord,
  households: readonly StoredRecord[],
) => { ok: true; changes: Change[] } | Refusal;

function stepRoutes(doors: Doors): void {
  const announced = {
    url: "/rounds/:id/announce",
    summary: "The community is told; a draw's seed is sealed",
    body: AnnounceBody,
    answer: RoundView,
  };
  post(doors, announced, (call) => {
    const seed = randomBytes(32).toString("hex");
    return take(call, "round.announce", (ctx, round) =>
      announce(ctx, round, call.body, { seed, hash: sha256 }),
    );
  });
  const steps: [string, string, Decide][] = [
    ["close-naming", "The last day to name a member has passed", closeNaming],
    ["order", "Give out the places", (ctx, round, all) => giveOrder(ctx, round, all, sha256)],
    ["end", "End the round; enrolments go on", endRound],
  ];
  for (const [name, summary, decide] of steps) {
    const door = { url: `/rounds/:id/${name}`, summary, body: Nothing, answer: RoundView };
    post(doors, door, (call) => take(call, `round.${name}`, decide));
  }
}

async function take(call: Call<unknown>, deed: string, decide: Decide) {
  const { store, hosted, id } = call;
  const acted = await act(store, call.acting(deed), async (ctx) => {
    const round = await loadRound(hosted, id);
    if (!round) return refused("err.not_found");
    const decided = decide(ctx, round, await householdsOf(hosted, [round]));
    return decided.ok ? { ok: true, changes: decided.changes, result: null } : decided;
  });
  return acted.ok ? viewNow(hosted, id) : acted;
}

export async function loadRound({ store }: Hosted, id: string): Promise<StoredRecord | null> {
  const record = await loadRecord(store, id);
  return record?.type === "Round" ? record : null;
}

/** The households of rounds; their subject is the round. */
export function householdsOf(
  { store }: Hosted,
  rounds: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  return loadAbout(
    store,
    rounds.map(({ id }) => id),
    ["RoundHousehold"],
  );
}

export async function viewNow(hosted: Hosted, id: string) {
  const round = await loadRound(hosted, id);
  if (!round) return refused("err.not_found");
  return done(roundView(hosted, round, await householdsOf(hosted, [round])));
}

/** The line to a registry, as this worker asks over it. */
async function askingOf(
  { node }: Doors,
  { hosted, store, worker }: Call<unknown>,
  partnerId: string,
): Promise<{ ok: true; value: Asking } | Refusal> {
  const partner = await partnerById(store, partnerId);
  if (partner?.status !== "active") return refused("err.bad_input", ["/partner"]);
  const line = node.lineTo(hosted, partner);
  if (!line) return refused("err.unavailable");
  const purpose = "work_support" as const;
  const asking = { hosted, partner, line, purpose, by: worker, about: null, newId: node.newId };
  return { ok: true, value: asking };
}

/** What a condition may say under this agreement, of households and of their members. */
function askableUnder(agreement: Agreement): AskableAttribute[] {
  const household = [...askable.Household.attributes.values()]
    .filter(({ name }) => mayAsk(agreement, known(name), "Household"))
    .map((attribute) => attributeView(attribute, "household"));
  const member = [...askable.Person.attributes.values()]
    .filter(({ name }) =>
      mayAsk(agreement, { some: "member_list", where: known(name) }, "Household"),
    )
    .map((attribute) => attributeView(attribute, "member"));
  return [...household, ...member];
}

function known(attribute: string): Criteria {
  return { attribute, is: "exists", value: true };
}
