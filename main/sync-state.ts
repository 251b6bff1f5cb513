import { Client } from "pg";

const connect_wait_ms = 3_000;

/** How a system stands with its database and, later, with its partner. */
export interface SystemState {
  connected: boolean;
}

/** Reads the state of a system from its database. First version: whether it can be reached. */
export async function systemState(appUrl: string, systemId: string): Promise<SystemState> {
  const client = new Client({
    connectionString: appUrl,
    connectionTimeoutMillis: connect_wait_ms,
    query_timeout: connect_wait_ms,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select set_config('tandem.system', $1, false)", [systemId]);
    return { connected: true };
  } catch {
    return { connected: false };
  } finally {
    await client.end().catch(() => undefined);
  }
}
