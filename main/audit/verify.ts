/**
 * Holds an audit log against everything that was ever said about it: its chain, the events each
 * entry answers for, its own signed checkpoints, and the copies partners keep. Pure but for reading.
 */
import type { KeyObject } from "node:crypto";
import { auditEntry, auditHash } from "../../store/audit-lines.ts";
import type { AuditBeside, ReadEntry } from "../../store/audit-reading.ts";
import { emptyTree, grown, rootOf, type Edge } from "../../store/audit-tree.ts";
import { judgeCheckpoint, readCheckpoint, type SignedCheckpoint } from "../../wire/checkpoint.ts";

/** What is checked. From a file, what stands beside the entries is only what the file holds. */
export interface Evidence {
  system: string;
  beside: Pick<AuditBeside, "epoch" | "head" | "checkpoints"> & Partial<AuditBeside>;
  entries: AsyncIterable<readonly (Omit<ReadEntry, "found"> & { found?: string })[]>;
  /** Keys that may have signed our checkpoints. */
  keys: ReadonlyMap<string, KeyObject>;
  /** Copies that partners keep of our checkpoints. */
  witnesses: readonly Witness[];
}

/** A partner's copies; `keys` are those it had pinned for us, empty: ours count. */
export interface Witness {
  keeper: string;
  checkpoints: readonly SignedCheckpoint[];
  keys: ReadonlyMap<string, KeyObject>;
}

export type FindingKind =
  | "number"
  | "chain"
  | "head"
  | "events"
  | "strays"
  | "numbers"
  | "tree"
  | "signature"
  | "unknown_key"
  | "root"
  | "missing"
  | "foreign";

/** One thing that does not hold; `seq` is the first entry it concerns, null: none in particular. */
export interface Finding {
  kind: FindingKind;
  seq: number | null;
  text: string;
}

/** What a verification came to. `bad` is the first entry that does not hold. */
export interface Verdict {
  ok: boolean;
  system: string;
  epoch: string;
  entries: number;
  root: string;
  checkpoints: number;
  witnessed: number;
  bad: number | null;
  findings: Finding[];
}

const findings_max = 100;

export async function verifyAudit(evidence: Evidence): Promise<Verdict> {
  const { system, beside, witnesses } = evidence;
  const said = saidOf(evidence);
  const walk = new Walk(said);
  for await (const part of evidence.entries) part.forEach((entry) => walk.take(entry));
  walk.end(beside);
  const findings = walk.findings
    .toSorted((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity))
    .slice(0, findings_max);
  return {
    ok: findings.length === 0,
    system,
    epoch: beside.epoch,
    entries: walk.size,
    root: walk.root,
    checkpoints: beside.checkpoints.length,
    witnessed: witnesses.reduce((sum, { checkpoints }) => sum + checkpoints.length, 0),
    bad: findings.find(({ seq }) => seq !== null)?.seq ?? null,
    findings,
  };
}

/** A statement about the log at one size, and by whom it is kept. */
interface Said {
  size: number;
  root: string;
  chain: string;
  by: string;
}
interface AllSaid {
  bySize: Map<number, Said[]>;
  findings: Finding[];
}

/** Every checkpoint whose signature holds, by size; the others are findings already. */
function saidOf({ system, beside, keys, witnesses }: Evidence): AllSaid {
  const findings: Finding[] = [];
  const bySize = new Map<number, Said[]>();
  const take = (
    signed: SignedCheckpoint & { size?: number; epoch?: string },
    counted: ReadonlyMap<string, KeyObject>,
    by: string,
  ) => {
    const read = readCheckpoint(signed.note);
    if (
      !read ||
      read.system !== system ||
      (signed.size !== undefined && signed.size !== read.size)
    ) {
      findings.push({
        kind: "foreign",
        seq: null,
        text: `a checkpoint of ${by} is not of ${system}`,
      });
      return;
    }
    const verdict = judgeCheckpoint(signed, counted);
    if (verdict !== "holds") {
      const kind = verdict === "broken" ? "signature" : "unknown_key";
      const what = verdict === "broken" ? "its signature does not hold" : "its key is not known";
      findings.push({ kind, seq: read.size, text: `checkpoint ${read.size} of ${by}: ${what}` });
      return;
    }
    bySize.set(read.size, [...(bySize.get(read.size) ?? []), { ...read, by }]);
  };
  for (const row of beside.checkpoints) take(row, keys, "our own");
  for (const { keeper, checkpoints, keys: pinned } of witnesses) {
    for (const row of checkpoints) take(row, pinned.size > 0 ? pinned : keys, `witness ${keeper}`);
  }
  return { bySize, findings };
}

/** Walks the log from its first entry to its last. */
class Walk {
  readonly findings: Finding[];
  size = 0;
  #edge: Edge = emptyTree;
  #hash = "";
  #uncovered = 0;
  readonly #said: AllSaid["bySize"];

  constructor({ bySize, findings }: AllSaid) {
    this.#said = bySize;
    this.findings = [...findings];
  }

  get root(): string {
    return rootOf(this.#edge);
  }

  take(entry: Omit<ReadEntry, "found"> & { found?: string }): void {
    const expected = this.size + 1;
    if (entry.seq !== expected) {
      this.#note("number", expected, `entry ${expected} is missing; ${entry.seq} comes next`);
    }
    this.size = entry.seq;
    const hash = auditHash(this.#hash, entry.seq, entry);
    if (hash !== entry.hash) this.#note("chain", entry.seq, `entry ${entry.seq} breaks the chain`);
    // Goes on from what is stored: one bad entry is one finding, not one for every entry after it.
    this.#hash = entry.hash;
    this.#edge = grown(this.#edge, [auditEntry(entry.seq, entry)]);
    if (entry.act === "audit.began") this.#uncovered += Number(entry.detail) || 0;
    if (entry.found !== undefined && entry.found !== entry.events) {
      this.#note("events", entry.seq, `the events of entry ${entry.seq} are not those it names`);
    }
    for (const said of this.#said.get(this.size) ?? []) this.#compare(said);
  }

  end({ head, tree, strays, numbered }: Evidence["beside"]): void {
    if (head.seq !== this.size || head.hash !== this.#hash) {
      const text = `the log ends at entry ${this.size}, the sequencer says ${head.seq}`;
      this.#note("head", Math.min(this.size, head.seq) + 1, text);
    }
    for (const [size, all] of this.#said) {
      if (size <= this.size) continue;
      for (const { by } of all) {
        const text = `${by} vouches for ${size} entries; there are ${this.size}`;
        this.#note("missing", this.size + 1, text);
      }
    }
    if (tree && tree.size === this.size && rootOf(tree) !== this.root) {
      this.#note("tree", null, "the stored tree is not the tree of the entries");
    }
    if (tree && tree.size > this.size) {
      this.#note("tree", this.size + 1, `the stored tree has ${tree.size} entries`);
    }
    if (strays !== undefined && strays !== this.#uncovered) {
      const text = `${strays} events are in no entry; ${this.#uncovered} are from before the log covered them`;
      this.#note("strays", null, text);
    }
    if (numbered) this.#checkNumbers(numbered);
  }

  #checkNumbers({ count, highest, head, unordered }: AuditBeside["numbered"]): void {
    if (count !== highest || highest !== head) {
      const text = `${count} events are numbered up to ${highest}; the sequencer says ${head}`;
      this.#note("numbers", null, text);
    }
    if (unordered > 0) {
      this.#note("numbers", null, `${unordered} events are numbered before an earlier one`);
    }
  }

  #compare({ size, root, chain, by }: Said): void {
    if (root !== this.root || chain !== this.#hash) {
      this.#note("root", size, `the first ${size} entries are not those that ${by} vouches for`);
    }
  }

  #note(kind: FindingKind, seq: number | null, text: string): void {
    this.findings.push({ kind, seq, text });
  }
}
