/** What the programme knows, in one file, replaced whole: killed anywhere, the old or the new is there. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";

/** A household the registry told us of. */
export interface Household {
  id: string;
  number: string;
  place: string;
  size: number;
  members: Member[];
}

/** One of its members who may be named for the works. */
export interface Member {
  id: string;
  name: string;
  birth_date: string;
  identifier: { type: string; value: string } | null;
}

/** Enrolment statuses of CD.EMP.03 that a works cycle uses. */
export type WorkerStatus = "Active" | "Suspended" | "Exited";

/** A member whom the household named, and whether the registry has been told. */
export interface Worker {
  member: Member;
  household: string;
  status: WorkerStatus;
  since: string;
  enrolled_on: string;
  /** `waiting` to be told, `told`, or `refused` with the registry's reason. */
  news: "waiting" | "told" | "refused";
  reason: string;
}

/** Everything. Times are ISO date-times in UTC. */
export interface Ledger {
  subscription: {
    transaction_id: string;
    code: string;
    state: "none" | "asked" | "active" | "refused";
  };
  search: { at: string; total: number; problem: string };
  households: Household[];
  workers: Worker[];
  /** What the registry told us lately, newest first. */
  heard: { at: string; event: string; who: string }[];
  link: { reached_at: string; heard_at: string; problem: string };
  /** Message ids taken in lately: a repetition is acknowledged and changes nothing. */
  taken: string[];
}

const heard_max = 50;
const taken_max = 1000;

const empty: Ledger = {
  subscription: { transaction_id: "", code: "", state: "none" },
  search: { at: "", total: 0, problem: "" },
  households: [],
  workers: [],
  heard: [],
  link: { reached_at: "", heard_at: "", problem: "" },
  taken: [],
};

/** The ledger in memory and on disk; a change is on disk before anybody is told of it. */
export interface Book {
  now(): Ledger;
  change(how: (ledger: Ledger) => Partial<Ledger>): void;
}

/** Opens the ledger of a file, or begins one. */
export function openBook(file: string): Book {
  let ledger = read(file);
  return {
    now: () => ledger,
    change(how) {
      const next = { ...ledger, ...how(ledger) };
      next.heard = next.heard.slice(0, heard_max);
      next.taken = next.taken.slice(-taken_max);
      write(file, next);
      ledger = next;
    },
  };
}

function read(file: string): Ledger {
  try {
    return { ...empty, ...(JSON.parse(readFileSync(file, "utf8")) as Partial<Ledger>) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return empty;
    throw error;
  }
}

function write(file: string, ledger: Ledger): void {
  const fresh = `${file}.new`;
  const handle = openSync(fresh, "w", 0o600);
  try {
    writeSync(handle, JSON.stringify(ledger));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(fresh, file);
}
