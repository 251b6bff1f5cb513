/** Links that open something small without an account, as the staff API speaks of them. */
import { Type, type Static } from "typebox";
import { nullable, optional, text, words } from "./schemas.ts";

/** Days a link is open, at most. */
export const provider_days_max = 90;
export const calendar_days_max = 400;

export const NewAccessBody = Type.Object({
  kind: words(["provider", "agenda", "person"]),
  /** For a provider's lists: the name by which steps are promised. */
  provider: optional(text(80)),
  /** For a person's calendar. */
  person_id: optional(text(60)),
  days: Type.Integer({ minimum: 1, maximum: calendar_days_max }),
});
export type NewAccessBody = Static<typeof NewAccessBody>;

/** The address is told once; only a hash of its token is kept. */
export const AccessMade = Type.Object({ id: Type.String(), path: Type.String() });
export type AccessMade = Static<typeof AccessMade>;

export const AccessView = Type.Object({
  id: Type.String(),
  kind: words(["provider", "agenda", "person"]),
  /** The provider, or the person. */
  name: Type.String(),
  created_at: Type.String(),
  created_by: Type.String(),
  expires_at: Type.String(),
  state: words(["open", "ended", "withdrawn"]),
  last_used_at: nullable(Type.String()),
  uses: Type.Integer(),
});
export const AccessList = Type.Object({
  items: Type.Array(AccessView),
  /** Names by which providers and employers promise steps of open plans. */
  providers: Type.Array(Type.String()),
});
export type AccessList = Static<typeof AccessList>;
export const NoBody = Type.Object({});
export const AccessRevoked = Type.Object({ revoked: Type.Boolean() });
