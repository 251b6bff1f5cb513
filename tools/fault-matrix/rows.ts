/**
 * The rows of the fault matrix: which fault, what must hold, which proof injects it and what is not
 * proven. Figures are not here: they come from docs/figures.json.
 */
export interface Row {
  nr: number;
  fault: string;
  holds: string;
  /** Numbers of the simulation and of the chaos run that count this fault; they are added up. */
  sim?: readonly string[];
  chaos?: readonly string[];
  /** How many kills one seed of the crash test makes of this kind. */
  crash_each?: number;
  /** Tests that inject it. */
  tests?: readonly string[];
  /** What this row does not show, honestly. */
  gap?: string;
}

const proxy = "tools/fault-proxy/fault-proxy.test.ts";

export const rows: readonly Row[] = [
  {
    nr: 1,
    fault: "`kill -9` of a node, at any moment",
    holds: "G1–G4",
    sim: ["counts.kill"],
    chaos: ["faults.kill_node"],
    crash_each: 2,
  },
  {
    nr: 2,
    fault: "`kill -9` of a node at each named point of a delivery",
    holds: "G1–G4",
    sim: ["counts.killed_*"],
    chaos: ["faults.end_at_point"],
    crash_each: 10,
  },
  {
    nr: 3,
    fault: "`kill -9` of PostgreSQL under load",
    holds: "G1, G2",
    chaos: ["faults.kill_postmaster", "faults.kill_database"],
    crash_each: 4,
  },
  {
    nr: 4,
    fault: "SIGSTOP, then SIGCONT, of a node or of the database",
    holds: "G3, G4",
    sim: ["counts.stall"],
    chaos: ["faults.freeze_node", "faults.freeze_database"],
  },
  {
    nr: 5,
    fault: "Two senders, two sequencers at once",
    holds: "G3, G4",
    sim: ["counts.twin"],
    chaos: ["faults.second_node"],
    tests: ["store/sequencer.pg.test.ts"],
  },
  {
    nr: 6,
    fault: "Power loss: what was not yet written through is gone",
    holds: "G1, G2",
    tests: ["test/known-bugs/known-bugs.test.ts"],
    gap: "Shown by killing every process of PostgreSQL right after an acknowledgement (driver `power-cut` of the known bugs). The operating system's own cache is not lost there; no virtual machine is cut off.",
  },
  {
    nr: 7,
    fault: "`fdatasync` returns before the bytes of the ACK leave",
    holds: "G1",
    gap: "Not traced (strace). Held indirectly by rows 3 and 6.",
  },
  {
    nr: 8,
    fault: "Link down, one way only, flapping",
    holds: "G3–G6",
    sim: ["counts.partition", "counts.flap"],
    chaos: ["faults.refused", "faults.silent", "faults.one_way"],
    tests: [proxy],
    gap: "By the proxy and the simulation; not in network namespaces.",
  },
  {
    nr: 9,
    fault: "Random packet loss",
    holds: "all but G12",
    gap: "Needs nftables in a network namespace of the host; not part of the product's runs.",
  },
  {
    nr: 10,
    fault: "Delay of 0 to 5 s, jitter, reordering between connections",
    holds: "G3",
    sim: ["counts.late"],
    chaos: ["faults.delay", "faults.jitter", "faults.reorder"],
    tests: [proxy],
  },
  {
    nr: 11,
    fault: "Requests duplicated: at once, later, after a restart",
    holds: "G4, G9",
    sim: ["counts.doubled"],
    chaos: ["faults.duplicate_now", "faults.duplicate_later"],
    tests: ["server/registry/trust.pg.test.ts"],
  },
  {
    nr: 12,
    fault: "The answer is lost after the peer committed",
    holds: "G4",
    sim: ["counts.answer_lost", "counts.killed_answering"],
    chaos: ["faults.answer_lost", "faults.truncate_answer"],
  },
  {
    nr: 13,
    fault:
      "Truncated, half open, reset, a byte a second, 200 with garbage or ERR, 301, 429, a gzip bomb",
    holds: "G5, G7, G9",
    sim: ["counts.garbage", "counts.refused_*"],
    chaos: [
      "faults.cut_before",
      "faults.cut_mid_body",
      "faults.truncate_request",
      "faults.slow_request",
      "faults.slow_answer",
      "faults.half_open",
      "faults.garbage",
      "faults.error_in_200",
      "faults.redirect",
      "faults.too_many",
      "faults.unavailable",
      "faults.gzip_bomb",
    ],
    tests: [proxy],
  },
  {
    nr: 14,
    fault: "64 kbit/s",
    holds: "stated",
    chaos: ["faults.bandwidth"],
    tests: [proxy],
    gap: "By the proxy's own clock, not by a queue of the kernel; no freshness is published for it.",
  },
  {
    nr: 15,
    fault: "DNS fails, or answers otherwise the second time",
    holds: "G9",
    tests: ["wire/reach/guarded-fetch.test.ts", "wire/reach/addresses.test.ts"],
  },
  {
    nr: 16,
    fault: "TLS: expired, wrong host, unknown authority, another client certificate",
    holds: "G9",
    gap: "Tandem speaks TLS only through what stands before it; a certificate of the client is compared by its thumbprint. No run swaps certificates.",
  },
  {
    nr: 17,
    fault: "Disk full on data, on WAL; then freed",
    holds: "G1, G14",
    tests: ["test/full-disk.test.ts", "store/soundness.test.ts"],
    gap: "Once each under the tables and under the log, on a small tmpfs; not by the dozen.",
  },
  {
    nr: 18,
    fault: "Clock ahead, behind, stepping back, per node",
    holds: "G6, G9, G14",
    sim: ["counts.clock"],
    tests: ["domain/hlc.test.ts"],
    gap: "Minutes in the simulation; not by libfaketime on real processes, and no year ahead.",
  },
  {
    nr: 19,
    fault: "Failover of PostgreSQL, asynchronous and synchronous",
    holds: "G1 in `ha`",
    gap: "The profile `ha` is not offered, so nothing is promised and nothing was run.",
  },
  {
    nr: 20,
    fault: "A standby lags; primary and standby are parted; the old primary returns",
    holds: "G1 in `ha`",
    gap: "As row 19.",
  },
  {
    nr: 21,
    fault: "Restore from an older backup while peers are ahead",
    holds: "G15, G6",
    tests: ["delivery/restore.pg.test.ts", "test/restore.test.ts"],
    gap: "Two real node processes on one PostgreSQL server, once; not by the dozen, and not from a base backup with its log.",
  },
  {
    nr: 22,
    fault: "A subscriber is away for minutes or days, and returns",
    holds: "G5",
    tests: ["delivery/subscriptions.pg.test.ts"],
    gap: "Three days of virtual time; thirty days are measured by `npm run bench -- --full`, not here.",
  },
  {
    nr: 23,
    fault: "Records a receiver cannot accept",
    holds: "G7",
    tests: ["delivery/parking.pg.test.ts", "delivery/bisect.test.ts"],
  },
  {
    nr: 24,
    fault: "Concurrent edits of one record on several systems, parted meanwhile",
    holds: "G6, G10",
    sim: ["acknowledged"],
    tests: ["domain/merge.test.ts"],
  },
  {
    nr: 25,
    fault: "A death reported, confirmed, reversed, in every order, with late edits",
    holds: "G11",
    tests: [
      "domain/merge.test.ts",
      "domain/receiving.test.ts",
      "server/staff/vital-status.pg.test.ts",
    ],
    gap: "Orders of versions are exhaustive in the merge; whole systems meet only the orders the simulation deals.",
  },
  {
    nr: 26,
    fault: "Merges and un-merges, opposite merges",
    holds: "G6",
    tests: ["domain/merging.test.ts", "delivery/merging.pg.test.ts"],
  },
  {
    nr: 27,
    fault: "An agreement is revoked, narrowed, expires during catch-up",
    holds: "G8",
    sim: ["counts.revoke", "counts.narrow"],
    tests: ["domain/view.test.ts"],
  },
  {
    nr: 28,
    fault: "Keys rotated, revoked; the key set is down, slow or gone",
    holds: "G9, G5",
    tests: ["server/registry/partner-keys.pg.test.ts", "server/registry/trust.pg.test.ts"],
  },
  {
    nr: 29,
    fault: "Rolling upgrade with mixed versions; a down-migration",
    holds: "G3–G6",
    gap: "There is one released version; migrations are forward only, and nothing was run with two.",
  },
  {
    nr: 30,
    fault: "Too little memory, file descriptors or connections; a long transaction holds xmin",
    holds: "G5, G12",
    gap: "Not run.",
  },
  {
    nr: 31,
    fault: "A bit flips in a page or in the WAL",
    holds: "detected, refused",
    gap: "Not run.",
  },
  {
    nr: 32,
    fault: "A plain DCI peer; a peer that lies",
    holds: "G6, G9, G10",
    tests: [
      "delivery/plain.pg.test.ts",
      "server/registry/corpus.pg.test.ts",
      "test/stranger.test.ts",
    ],
  },
];
