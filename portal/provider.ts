/** A provider's attendance lists: the days that are open, one day's list, the list as CSV both ways. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { dayText, readDay } from "../domain/conflicts/time/walls.ts";
import { recordDayList, type DayRow } from "../domain/outcome/day-list.ts";
import {
  csv_chars_max,
  dayCsv,
  providerRows,
  readDayCsv,
  type Attended,
  type ProviderRow,
} from "../domain/outcome/provider-list.ts";
import type { Recorded } from "../domain/outcome/standing.ts";
import type { PlanBook } from "../domain/plan/plan-law.ts";
import { isDeathTold } from "../domain/vital-status.ts";
import type { Access } from "../server/access.ts";
import { systemRef, type Hosted, type Node } from "../server/hosting.ts";
import { sha256 } from "../server/staff/sha256.ts";
import type { AccessLink } from "../store/access-links.ts";
import { act } from "../store/act.ts";
import { loadOpenPlans } from "../store/reading/open-plans.ts";
import { loadRecorded } from "../store/reading/outcomes.ts";
import { guardHeaders, sendPage } from "./html.ts";
import { csvPage, dayPage, daysPage, donePage, type Shown } from "./provider-pages.ts";
import { endedOn, languageOf, otherHref, sendRefused } from "./refusals.ts";
import { speaker, type Say } from "./words.ts";

/** Days back, and today, in which a list is open. */
const open_days = 14;
const who_chars_max = 60;

interface Found extends Shown {
  hosted: Hosted;
  link: AccessLink;
  rows: (ProviderRow & { book: PlanBook; recordedAll: Recorded })[];
}

export function providerRoutes(app: FastifyInstance, node: Node, access: Access): void {
  /** What the link opens now; an answer was sent where it opens nothing. */
  const found = async (request: FastifyRequest, reply: FastifyReply): Promise<Found | null> => {
    const { token = "", day = "" } = request.params as { token?: string; day?: string };
    const opened = await access.open(token, ["provider"], request.ip);
    if (!opened.ok) {
      const until = await endedOn(node, token, opened, languageOf(request));
      await sendRefused(request, reply, opened.why, until);
      return null;
    }
    const { hosted, link } = opened;
    const all = await rowsFor(hosted, link);
    const rows = all.filter((row) => day === "" || row.day === day);
    if (day !== "" && rows.length === 0) {
      await sendRefused(request, reply, "no_day");
      return null;
    }
    return {
      hosted,
      link,
      rows,
      day,
      token,
      provider: link.scope,
      office: officeIn(hosted, speaker(languageOf(request))),
      language: languageOf(request),
      say: speaker(languageOf(request)),
      other: otherHref(request),
    };
  };

  app.get("/p/:token", async (request, reply) => {
    const shown = await found(request, reply);
    return shown ? sendPage(reply, 200, daysPage(shown, shown.rows)) : reply;
  });
  app.get("/p/:token/:day", async (request, reply) => {
    const shown = await found(request, reply);
    return shown ? sendPage(reply, 200, dayPage(shown, shown.rows, "")) : reply;
  });
  app.get("/p/:token/:day/list.csv", async (request, reply) => {
    const shown = await found(request, reply);
    if (!shown) return reply;
    return guardHeaders(reply)
      .header("content-disposition", `attachment; filename="list-${shown.day}.csv"`)
      .type("text/csv; charset=utf-8")
      .send(`\uFEFF${dayCsv(shown.rows)}`);
  });
  app.post("/p/:token/:day", async (request, reply) => {
    const shown = await found(request, reply);
    if (!shown) return reply;
    const form = formOf(request);
    const said = new Map<string, Attended>(
      shown.rows.flatMap(({ reference }) => {
        const word = form.get(`row-${reference}`);
        return word === "yes" || word === "no" ? [[reference, word] as const] : [];
      }),
    );
    const who = (form.get("who") ?? "").trim().slice(0, who_chars_max);
    if (who === "" || said.size === 0) {
      const fault = shown.say(who === "" ? "missing_name" : "nothing");
      return sendPage(reply, 400, dayPage(shown, shown.rows, fault, said));
    }
    return record(node, shown, said, who, reply);
  });
  app.post("/p/:token/:day/csv", async (request, reply) => {
    const shown = await found(request, reply);
    if (!shown) return reply;
    const form = formOf(request);
    const text = (form.get("csv") ?? "").slice(0, csv_chars_max);
    const lines = readDayCsv(text, shown.rows);
    const who = (form.get("who") ?? "").trim().slice(0, who_chars_max);
    const isSure = form.get("sure") === "yes" && who !== "";
    if (!isSure) return sendPage(reply, 200, csvPage(shown, shown.rows, { lines, text, who }));
    const good = lines.filter(({ fault, attended }) => fault === "" && attended !== "");
    const said = new Map(good.map(({ reference, attended }) => [reference, attended]));
    return record(node, shown, said, who, reply);
  });
}

/** The usual names are translated; an office with a name of its own keeps it. */
function officeIn(hosted: Hosted, say: Say): string {
  const { kind, title } = systemRef(hosted, hosted.store.system.id);
  const usual = speaker("en")(`office_${kind}`);
  return title === usual ? say(`office_${kind}`) : title;
}

function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

/** Records what was said in one decision, and shows what became of each row. */
async function record(
  node: Node,
  shown: Found,
  said: ReadonlyMap<string, Attended>,
  who: string,
  reply: FastifyReply,
) {
  const { hosted, provider } = shown;
  const { store } = hosted;
  const by = {
    name: `${who}, ${provider}`.slice(0, 120),
    role: "provider",
    system: store.system.id,
  };
  const known = {
    kind: "provider_attendance",
    source: `${provider}: ${who}`.slice(0, 200),
  } as const;
  const acting = {
    by,
    deed: "outcome.record",
    systems: hosted.systems,
    newId: () => node.newId(),
  };
  const acted = await act(store, acting, async (ctx) => {
    // Read again with every try: somebody at the office may have been first.
    const rows = await rowsFor(hosted, shown.link);
    const meant = rows.filter(
      ({ reference, day }) => day === shown.day && (said.get(reference) ?? "") !== "",
    );
    const list = meant.map((row): DayRow | null =>
      row.recorded
        ? null
        : {
            book: row.book,
            step: row.step,
            recorded: row.recordedAll,
            time: row.time,
            day: row.day,
            was_there: said.get(row.reference) === "yes",
            known,
          },
    );
    const { changes, results } = recordDayList(ctx, sha256, list);
    const told = meant.map((row, at) => ({ row, isRecorded: results[at]?.code === "" }));
    return { ok: true as const, changes, result: told };
  });
  if (!acted.ok) return sendPage(reply, 503, donePage(shown, []));
  return sendPage(reply, 200, donePage(shown, acted.result));
}

/** The provider's own steps of the open days; nothing of anybody who is said to have died. */
async function rowsFor(hosted: Hosted, link: AccessLink): Promise<Found["rows"]> {
  const today = new Date(hosted.store.clock.nowMs()).toISOString().slice(0, 10);
  const from = dayText((readDay(today) ?? 0) - open_days);
  const { plans } = await loadOpenPlans(hosted.store);
  const recordedAll = await loadRecorded(
    hosted.store,
    plans.flatMap(({ subjects }) => subjects),
  );
  return plans
    .filter(({ person }) => !isDeathTold(person.state))
    .flatMap((plan) =>
      providerRows(plan, recordedAll, link.scope, { from, to: today, today }).map((row) => ({
        ...row,
        book: plan.book,
        recordedAll,
      })),
    )
    .sort((a, b) => (`${a.day} ${a.start} ${a.name}` < `${b.day} ${b.start} ${b.name}` ? -1 : 1));
}
