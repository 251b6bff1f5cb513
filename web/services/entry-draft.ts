/** A service while it is written in the form, and what of it is sent. */
import type {
  EditServiceEntryBody,
  NewServiceEntryBody,
  ServiceView,
} from "../../server/api/directory-schemas.ts";
import { ownZone } from "../plan/times-draft.ts";

export type Hours = ServiceView["hours"][number];
export interface EntryDraft {
  name: string;
  provider: string;
  kind: string;
  lane: string;
  about: string;
  capacity: string;
  taken_elsewhere: string;
  hours: Hours[];
  zone: string;
  place: string;
  areas: string;
  languages: string[];
  access: string[];
  phone: string;
  cost: string;
  needs: string;
  hours_per_week: string;
  weeks: string;
  valid_from: string;
  valid_until: string;
}

const numberText = (value: number | null) => (value === null ? "" : String(value));

export function entryDraft(service: ServiceView | null): EntryDraft {
  if (!service) return fresh();
  return {
    ...service,
    capacity: numberText(service.capacity),
    taken_elsewhere: String(service.taken_elsewhere),
    areas: service.areas.join(", "),
    hours_per_week: numberText(service.hours_per_week),
    weeks: numberText(service.weeks),
    valid_from: service.valid_from ?? "",
    valid_until: service.valid_until ?? "",
  };
}

function fresh(): EntryDraft {
  return {
    name: "",
    provider: "",
    kind: "",
    lane: "employment",
    about: "",
    capacity: "",
    taken_elsewhere: "0",
    hours: [{ days: ["MO"], from: "09:00", to: "12:00" }],
    zone: ownZone(),
    place: "",
    areas: "",
    languages: [],
    access: [],
    phone: "",
    cost: "",
    needs: "",
    hours_per_week: "",
    weeks: "",
    valid_from: "",
    valid_until: "",
  };
}

export function entryBody(draft: EntryDraft): NewServiceEntryBody {
  const orNull = (text: string) => (text.trim() === "" ? null : Number(text));
  const whole = (text: string) => (text.trim() === "" ? null : Math.floor(Number(text)));
  const trimmed = (name: "name" | "provider" | "about" | "place" | "phone" | "cost" | "needs") =>
    draft[name].trim();
  return {
    name: trimmed("name"),
    provider: trimmed("provider"),
    kind: draft.kind as NewServiceEntryBody["kind"],
    lane: draft.lane as NewServiceEntryBody["lane"],
    about: trimmed("about"),
    capacity: whole(draft.capacity),
    taken_elsewhere: whole(draft.taken_elsewhere) ?? 0,
    hours: draft.hours.filter(({ days }) => days.length > 0),
    zone: draft.zone,
    place: trimmed("place"),
    areas: [...new Set(draft.areas.split(/[,،]/).flatMap((one) => one.trim() || []))],
    languages: draft.languages,
    access: draft.access as NewServiceEntryBody["access"],
    phone: trimmed("phone"),
    cost: trimmed("cost"),
    needs: trimmed("needs"),
    hours_per_week: orNull(draft.hours_per_week),
    weeks: whole(draft.weeks),
    valid_from: draft.valid_from || null,
    valid_until: draft.valid_until || null,
  };
}

/** An edit sends the stamps of what the worker saw. */
export function editBody(draft: EntryDraft, service: ServiceView): EditServiceEntryBody {
  const { code: _, ...seen } = service.stamps;
  return { ...entryBody(draft), seen };
}
