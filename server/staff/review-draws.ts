import { randomBytes } from "node:crypto";
import { refused } from "../../domain/change.ts";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { textOf, type StoredRecord } from "../../domain/record.ts";
import { draw, sealDraw } from "../../domain/review/reviewing.ts";
import { defaultRhythm, rhythmOf } from "../../domain/review/rhythm.ts";
import { act } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadOfType, loadRecord } from "../../store/load.ts";
import { DrawList, Rhythm } from "../api/review-schemas.ts";
import { Created, Nothing } from "../api/work-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { drawView } from "./review-view.ts";
import { sha256 } from "./sha256.ts";
import { Type } from "typebox";

const draws_max = 240;
const rhythms_max = 1_000;
const plans_page = 2_000;
const seed_bytes = 32;

/** The random draw: its seed sealed before, shown after; and the office's rhythm. */
export function drawRoutes(doors: Doors): void {
  const list = { url: "/review-draws", summary: "Random draws of plans", answer: DrawList };
  get(doors, list, async ({ hosted, store, worker }) => {
    if (worker.role !== "supervisor") return refused("err.supervisor");
    const draws = await loadOfType(store, "ReviewDraw", draws_max);
    const items = draws.map(drawView).sort((a, b) => (a.month < b.month ? 1 : -1));
    return done({ items, may_seal: items[0]?.month !== todayOf(hosted).slice(0, 7) });
  });

  const seal = {
    url: "/review-draws",
    summary: "Commit to this month's draw: the rate is declared, the seed's hash is shown",
    body: Type.Object({}),
    answer: Created,
    status: 201 as const,
  };
  post(doors, seal, async (call) => {
    const { store } = call;
    if (call.worker.role !== "supervisor") return refused("err.supervisor");
    const seed = randomBytes(seed_bytes).toString("hex");
    const acted = await act(store, call.acting("review.seal"), async (ctx) => {
      const draws = await loadOfType(store, "ReviewDraw", draws_max);
      const { rate_percent } = rhythmOf(await loadOfType(store, "ReviewRhythm", rhythms_max));
      const decided = sealDraw(ctx, draws, { rate_percent, seed }, sha256);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });

  const drawn = {
    url: "/review-draws/:id/draw",
    summary: "Draw among the open plans; the seed is shown",
    body: Type.Object({}),
    answer: Created,
  };
  post(doors, drawn, async (call) => {
    const { hosted, store } = call;
    if (call.worker.role !== "supervisor") return refused("err.supervisor");
    const acted = await act(store, call.acting("review.draw"), async (ctx) => {
      const sealed = await loadRecord(store, call.id);
      if (sealed?.type !== "ReviewDraw") return refused("err.not_found");
      const decided = draw(ctx, sealed, await openPlans(hosted), sha256);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });

  rhythmRoute(doors);
}

function rhythmRoute(doors: Doors): void {
  const rhythm = {
    url: "/review-rhythm",
    summary: "How this office reviews: hours, minutes, share drawn, days between looks",
    body: Rhythm,
    answer: Nothing,
  };
  post(doors, rhythm, async (call) => {
    const { store, body } = call;
    if (call.worker.role !== "supervisor") return refused("err.supervisor");
    const acted = await act(store, call.acting("review.rhythm"), async (ctx) => {
      const [known] = await loadOfType(store, "ReviewRhythm", 1);
      const record = known ?? newRecord(ctx, "ReviewRhythm");
      const fields = { ...defaultRhythm, ...body, by: { ...ctx.by } };
      const change = ownChange(ctx, record, { fields }, "review.rhythm");
      return { ok: true, changes: [change], result: null };
    });
    return acted.ok ? done({}) : acted;
  });
}

/** Keys of every open plan this office holds. */
async function openPlans({ store }: Hosted): Promise<string[]> {
  const keys: string[] = [];
  for await (const plan of plansOf(store)) {
    if (textOf(plan.state, "state") !== "closed") keys.push(plan.key);
  }
  return keys;
}

async function* plansOf(store: Store): AsyncGenerator<StoredRecord> {
  let after: string | undefined;
  for (;;) {
    const page = await loadOfType(store, "Plan", plans_page, after);
    yield* page;
    if (page.length < plans_page) return;
    after = page.at(-1)?.id;
  }
}
