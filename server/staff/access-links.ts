/** Links without an account: made, listed, withdrawn by the office's workers. */
import { randomBytes } from "node:crypto";
import { refused } from "../../domain/change.ts";
import { isOfProvider, providerOf } from "../../domain/outcome/provider-list.ts";
import { stepSide } from "../../domain/outcome/standing.ts";
import { isWithdrawnLine } from "../../domain/plan/plan-law.ts";
import { valueOf } from "../../domain/record.ts";
import {
  addAccessLink,
  listAccessLinks,
  revokeAccessLink,
  type AccessLink,
} from "../../store/access-links.ts";
import { isUuid, loadRecord, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { loadOpenPlans } from "../../store/reading/open-plans.ts";
import {
  AccessList,
  AccessMade,
  AccessRevoked,
  NewAccessBody,
  NoBody,
  provider_days_max,
} from "../api/access-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";

const token_bytes = 32;
const day_ms = 86_400_000;

export function accessRoutes(doors: Doors): void {
  const list = { url: "/access-links", summary: "Links without an account", answer: AccessList };
  get(doors, list, async ({ hosted, store, session }) => {
    // Whoever has a worker's calendar sees the worker's days: each sees the own ones only.
    const all = (await listAccessLinks(store)).filter(
      ({ kind, created_by }) => kind !== "agenda" || created_by === session.worker.name,
    );
    const people = await loadRecords(
      store,
      all.flatMap(({ subject }) => subject ?? []),
    );
    const now = store.clock.nowMs();
    const items = all.map((link) => ({
      id: link.id,
      kind: link.kind,
      name: link.subject
        ? displayName(valueOf(people.get(link.subject)?.state ?? { fields: {}, sets: {} }, "name"))
        : link.scope,
      created_at: link.created_at.toISOString(),
      created_by: link.created_by,
      expires_at: link.expires_at.toISOString(),
      state: stateOf(link, now),
      last_used_at: link.last_used_at?.toISOString() ?? null,
      uses: link.uses,
    }));
    return done({ items, providers: await providersOf(hosted) });
  });

  const make = {
    url: "/access-links",
    summary:
      "A link for a provider's lists, a worker's calendar or a person's; its address is told once",
    body: NewAccessBody,
    answer: AccessMade,
    status: 201 as const,
  };
  post(doors, make, async ({ hosted, store, body, worker }) => {
    const { kind, provider = "", person_id = "", days } = body;
    if (kind === "provider") {
      if (days > provider_days_max) return refused("err.bad_input", ["days"]);
      if (!(await hasSteps(hosted, provider))) return refused("err.bad_input", ["provider"]);
    }
    if (kind === "person") {
      const person = isUuid(person_id) ? await loadRecord(store, person_id) : null;
      if (person?.type !== "Person") return refused("err.bad_input", ["person_id"]);
    }
    const token = randomBytes(token_bytes).toString("base64url");
    const id = doors.node.newId();
    const link = {
      id,
      kind,
      scope: kind === "provider" ? provider.trim() : "",
      subject: kind === "person" ? person_id : null,
      created_by: worker.name,
      expires_at: new Date(store.clock.nowMs() + days * day_ms),
    };
    await addAccessLink(store, link, token);
    return done({ id, path: kind === "provider" ? `/p/${token}` : `/calendar/${token}.ics` });
  });

  const revoke = {
    url: "/access-links/:id/revoke",
    summary: "Withdraw a link; it opens nothing from now on",
    body: NoBody,
    answer: AccessRevoked,
  };
  post(doors, revoke, async ({ store, id }) => {
    if (!isUuid(id) || !(await revokeAccessLink(store, id))) return refused("err.not_found");
    return done({ revoked: true });
  });
}

function stateOf({ revoked_at, expires_at }: AccessLink, nowMs: number) {
  if (revoked_at !== null) return "withdrawn" as const;
  return expires_at.getTime() <= nowMs ? ("ended" as const) : ("open" as const);
}

async function providersOf(hosted: Hosted): Promise<string[]> {
  const { plans } = await loadOpenPlans(hosted.store);
  const names = plans.flatMap(({ book }) =>
    book.steps
      .filter((step) => !isWithdrawnLine(step) && isOutside(stepSide(step)))
      .map(providerOf),
  );
  return [...new Set(names.filter((name) => name !== ""))].sort((a, b) => a.localeCompare(b));
}

function isOutside(side: string): boolean {
  return side === "provider" || side === "employer";
}

async function hasSteps(hosted: Hosted, provider: string): Promise<boolean> {
  if (provider.trim() === "") return false;
  const { plans } = await loadOpenPlans(hosted.store);
  return plans.some(({ book }) => book.steps.some((step) => isOfProvider(step, provider)));
}
