/** The service directory, as the staff API speaks of it. */
import { Type, type Static } from "typebox";
import { accessKinds, OpenHours, serviceKinds } from "../../domain/records/directory-records.ts";
import { LaneWord } from "../../domain/records/plan-values.ts";
import { Day, nullable, optional, text, words } from "./schemas.ts";

const upTo = (chars_max: number) => Type.String({ maxLength: chars_max });
const Places = Type.Integer({ minimum: 0, maximum: 100_000 });

const about = {
  name: text(120),
  provider: upTo(120),
  kind: words(serviceKinds),
  lane: LaneWord,
  about: upTo(500),
  /** Places at one time; null: as many as come. */
  capacity: nullable(Places),
  taken_elsewhere: Places,
  hours: Type.Array(OpenHours, { maxItems: 14 }),
  zone: text(60),
  place: upTo(200),
  areas: Type.Array(text(80), { maxItems: 40, uniqueItems: true }),
  languages: Type.Array(Type.String({ pattern: "^[a-z]{2,3}$" }), {
    maxItems: 20,
    uniqueItems: true,
  }),
  access: Type.Array(words(accessKinds), { maxItems: 9, uniqueItems: true }),
  phone: upTo(40),
  cost: upTo(120),
  needs: upTo(300),
  hours_per_week: nullable(Type.Number({ minimum: 0, maximum: 168 })),
  weeks: nullable(Type.Integer({ minimum: 1, maximum: 520 })),
  valid_from: nullable(Day),
  valid_until: nullable(Day),
};

/** Free places on the day that was asked about. */
export const FreeView = Type.Object({
  day: Day,
  /** Null: no limit. Below zero: more have a place than there are. */
  free: nullable(Type.Integer()),
  is_given: Type.Boolean(),
  /** The first day from then on with a free place; null: none that is known. */
  next: nullable(Day),
});

export const ServiceView = Type.Object({
  id: Type.String(),
  code: Type.String(),
  ...about,
  /** Steps of plans here that take a place, on that day or later. */
  in_plans: Type.Integer(),
  places: FreeView,
  stamps: Type.Record(Type.String(), Type.String()),
});
export type ServiceView = Static<typeof ServiceView>;
export const ServiceList = Type.Object({
  items: Type.Array(ServiceView),
  /** How many there are in all, whatever was asked. */
  total: Type.Integer(),
});
export type ServiceList = Static<typeof ServiceList>;

/** Words travel in the body: what is looked for may say something of a person. */
export const FindServicesBody = Type.Object({
  q: optional(upTo(120)),
  kind: optional(words(serviceKinds)),
  lane: optional(LaneWord),
  language: optional(Type.String({ pattern: "^[a-z]{2,3}$" })),
  access: optional(Type.Array(words(accessKinds), { maxItems: 9 })),
  area: optional(upTo(80)),
  on: optional(Day),
  /** Only those with a free place on that day. */
  free: optional(Type.Boolean()),
});
export type FindServicesBody = Static<typeof FindServicesBody>;

export const NewServiceEntryBody = Type.Object(
  { ...about, code: optional(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,59}$" })) },
  { additionalProperties: false },
);
export type NewServiceEntryBody = Static<typeof NewServiceEntryBody>;
export const EditServiceEntryBody = Type.Object(
  {
    ...about,
    seen: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 60 })),
  },
  { additionalProperties: false },
);
export type EditServiceEntryBody = Static<typeof EditServiceEntryBody>;

export const StepFromBody = Type.Object({ day: Day });
/** A step as the service fills it in: fields of a step (plan-schemas), to be looked over. */
export const StepFromService = Type.Object({
  lane: LaneWord,
  fields: Type.Record(Type.String(), Type.Unknown()),
  places: FreeView,
});
export type StepFromService = Static<typeof StepFromService>;
