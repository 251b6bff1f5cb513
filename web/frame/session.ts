import { createContext, use } from "react";
import type { Session } from "../../server/api/schemas.ts";

export const SessionContext = createContext<Session | null>(null);

/** The session of the person signed in; only inside the frame. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("no session outside the frame");
  return session;
}
