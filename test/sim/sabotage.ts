/** Known ways to break the product, by name: a simulation that cannot find them proves nothing. */
import type { Connections } from "../../store/database.ts";

type Asked = Parameters<Connections["query"]>[0];
type Found = { rows: unknown[] };

export interface Sabotage {
  /** Stands between the product and its database. */
  statement: (asked: Asked, ask: () => Promise<Found>) => Promise<Found>;
  /** What a sender takes for the answer where there was none. */
  answered: () => Response | null;
}

export const honest: Sabotage = { statement: (_asked, ask) => ask(), answered: () => null };

/** The cursor moves though nobody acknowledged. */
export const cursorBeforeAck: Sabotage = {
  ...honest,
  answered: () => new Response('{"message":{"ack_status":"ACK"}}', { status: 200 }),
};

/** What is acknowledged was never written: every ninth append is left out. */
export function appendsLost(): Sabotage {
  let nth = 0;
  return {
    ...honest,
    statement: (asked, ask) => {
      if (!asked.name.startsWith("append")) return ask();
      nth += 1;
      return nth % 9 === 0 ? Promise.resolve({ rows: [{}] }) : ask();
    },
  };
}

/** Agreements are read once, and never again. */
export function agreementsRemembered(): Sabotage {
  const known = new Map<string, Found>();
  return {
    ...honest,
    statement: async (asked, ask) => {
      if (asked.name !== "agreements-with") return ask();
      const name = JSON.stringify(asked.values);
      const found = known.get(name) ?? (await ask());
      known.set(name, found);
      return found;
    },
  };
}
