import { distance } from "fastest-levenshtein";
import { refused } from "../../domain/change.ts";
import { readDay } from "../../domain/conflicts/time/walls.ts";
import { findServices, type ServiceAsked } from "../../domain/directory/finding.ts";
import { placesOn, type Capacity, type Taken } from "../../domain/directory/places.ts";
import {
  codeOf,
  directory_services_max,
  editService,
  listService,
  type ServiceInput,
} from "../../domain/directory/service.ts";
import { stepFrom } from "../../domain/directory/step-from.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadOfType, loadRecord } from "../../store/load.ts";
import { takenPlaces } from "../../store/service-places.ts";
import {
  EditServiceEntryBody,
  FindServicesBody,
  NewServiceEntryBody,
  ServiceList,
  ServiceView,
  StepFromBody,
  StepFromService,
} from "../api/directory-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { stampsOf } from "./plan-view.ts";

/** The service directory: found, listed, edited, and what a step at one of them begins with. */
export function serviceRoutes(doors: Doors): void {
  readingRoutes(doors);
  writingRoutes(doors);
}

function readingRoutes(doors: Doors): void {
  const find = {
    url: "/services/find",
    reads: true as const,
    summary: "Services that fit, by words with a typing mistake and by what they have",
    body: FindServicesBody,
    answer: ServiceList,
  };
  post(doors, find, async ({ hosted, body }) => {
    if (body.on !== undefined && readDay(body.on) === null) {
      return refused("err.bad_input", ["/on"]);
    }
    const all = await directoryOf(hosted);
    const today = todayOf(hosted);
    const { q = "", access = [], area = "", kind = null, lane = null, language = null } = body;
    const asked: ServiceAsked = { q, access, area, kind, lane, language, on: body.on ?? null };
    const found = findServices(all, asked, today, distance);
    const items = await viewsOf(hosted, found, body.on ?? today);
    const free = items.filter(
      ({ places }) => places.is_given && (places.free === null || places.free > 0),
    );
    return done({ items: body.free ? free : items, total: all.length });
  });

  const one = {
    url: "/services/:id",
    summary: "One service of the directory",
    answer: ServiceView,
  };
  get(doors, one, async ({ hosted, id }) => {
    const service = await serviceOf(hosted, id);
    const [view] = service ? await viewsOf(hosted, [service], todayOf(hosted)) : [];
    return view ? done(view) : refused("err.not_found");
  });

  const step = {
    url: "/services/:id/step",
    reads: true as const,
    summary: "What a step at this service begins with: place, hours, lane; and whether it is full",
    body: StepFromBody,
    answer: StepFromService,
  };
  post(doors, step, async ({ hosted, id, body }) => {
    if (readDay(body.day) === null) return refused("err.bad_input", ["/day"]);
    const service = await serviceOf(hosted, id);
    if (!service) return refused("err.not_found");
    const made = stepFrom(service, body.day);
    const begins = (made.fields["times"] as { start: string } | undefined)?.start.slice(0, 10);
    const [view] = await viewsOf(hosted, [service], begins ?? body.day);
    return view ? done({ ...made, places: view.places }) : refused("err.not_found");
  });
}

function writingRoutes(doors: Doors): void {
  const list = {
    url: "/services",
    summary: "List a service in the directory",
    body: NewServiceEntryBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, list, async (call) => {
    const { code, ...input } = call.body;
    const acted = await act(call.store, call.acting("service.list"), async (ctx) => {
      const known = await directoryOf(call.hosted);
      // A name without Latin letters gives no code; the record's own id is one.
      const named = code ?? (codeOf(input.name) || ctx.newId());
      const decided = listService(ctx, known, named, input as ServiceInput);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });

  const edit = {
    url: "/services/:id",
    summary: "Edit a service; what changed since it was read answers 409 with its fields",
    body: EditServiceEntryBody,
    answer: Created,
  };
  post(doors, edit, async (call) => {
    const { seen, ...input } = call.body;
    const acted = await act(call.store, call.acting("service.edit"), async (ctx) => {
      const service = await serviceOf(call.hosted, call.id);
      if (!service) return refused("err.not_found");
      const decided = editService(ctx, service, input as ServiceInput, seen);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

export function directoryOf({ store }: Hosted): Promise<StoredRecord[]> {
  return loadOfType(store, "DirectoryService", directory_services_max);
}

async function serviceOf({ store }: Hosted, id: string): Promise<StoredRecord | null> {
  const record = await loadRecord(store, id);
  return record?.type === "DirectoryService" ? record : null;
}

/** How services stand on a day, their places counted. */
export async function viewsOf(
  { store }: Hosted,
  services: readonly StoredRecord[],
  day: string,
): Promise<ServiceView[]> {
  const codes = services.map(({ state }) => textOf(state, "code"));
  const taken = await takenPlaces(store, codes, day);
  return services.map((service) =>
    view(service, taken.get(textOf(service.state, "code")) ?? [], day),
  );
}

function view(service: StoredRecord, taken: readonly Taken[], day: string): ServiceView {
  const { id, state } = service;
  const value = <T>(field: string) => (valueOf(state, field) ?? null) as T;
  const capacity: Capacity = {
    capacity: value("capacity"),
    taken_elsewhere: Number(value<number | null>("taken_elsewhere") ?? 0),
    valid_from: value("valid_from"),
    valid_until: value("valid_until"),
  };
  const { free, isGiven, next } = placesOn(capacity, taken, day);
  return {
    id,
    code: textOf(state, "code"),
    name: textOf(state, "name"),
    provider: textOf(state, "provider"),
    kind: value("kind"),
    lane: value("lane"),
    about: textOf(state, "about"),
    ...capacity,
    hours: value<ServiceView["hours"] | null>("hours") ?? [],
    zone: textOf(state, "zone") || "UTC",
    place: textOf(state, "place"),
    areas: value<string[] | null>("areas") ?? [],
    languages: value<string[] | null>("languages") ?? [],
    access: value<ServiceView["access"] | null>("access") ?? [],
    phone: textOf(state, "phone"),
    cost: textOf(state, "cost"),
    needs: textOf(state, "needs"),
    hours_per_week: value("hours_per_week"),
    weeks: value("weeks"),
    in_plans: taken.length,
    places: { day, free, is_given: isGiven, next },
    stamps: stampsOf(service),
  };
}
