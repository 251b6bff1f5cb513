/** What a running node says of itself at `/health`. */
export interface NodeHealth {
  sound: boolean;
  /** What keeps a system from taking anything in, and since when. */
  faults: { system: string; code: string; since: string }[];
  /** What is only told. */
  notices: { system: string; code: string }[];
}

const wait_ms = 2_000;

/** Asks a node on this machine; null when it does not answer in time. */
export async function nodeHealth(host: string, port: number): Promise<NodeHealth | null> {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const url = `http://${name.includes(":") ? `[${name}]` : name}:${port}/health`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(wait_ms), redirect: "error" });
    const { sound, faults, notices } = (await answer.json()) as NodeHealth;
    return answer.ok ? { sound, faults, notices } : null;
  } catch {
    return null;
  }
}

/** A fault in words, for an operator. */
export function faultLine({ system, code, since }: NodeHealth["faults"][number]): string {
  return `${system} takes nothing in since ${since}: ${remedies.get(code) ?? code}`;
}

const remedies = new Map([
  ["disk_full", "the database's disk is full. Make room; it goes on by itself."],
  ["read_only", "the database takes no writes. Make it writable; it goes on by itself."],
  ["audit_unwritable", "the audit log cannot be written. Give the app role its rights back."],
  ["keys_missing", "keys.json is gone, unreadable or another. Put the file back from a backup."],
  ["clock_off", "the clock is more than a minute from the partners'. Set the time by NTP."],
]);
