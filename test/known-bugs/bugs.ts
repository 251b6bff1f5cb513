/** The known bugs of the guarantees (Testing: Checker), each with the run that shows it. */
export interface KnownBug {
  /** Name of the patch: `<name>.patch`. */
  name: string;
  /** The run, a file of `drivers/`. */
  driver: string;
  /** Rules of the checker of which at least one must name it. */
  rules: readonly string[];
  /** Cheap enough for every test run. */
  isQuick?: true;
}

export const knownBugs: readonly KnownBug[] = [
  { name: "naive-bigserial-cursor", driver: "late-commit", rules: ["G5.untold", "G6.divergent"] },
  { name: "xid-pos-cursor", driver: "long-transaction", rules: ["G3.inverted"], isQuick: true },
  { name: "ack-before-commit", driver: "killed-receiving", rules: ["G1.ack_lost"] },
  { name: "commit-not-synchronous", driver: "power-cut", rules: ["G1.lost"] },
  { name: "cursor-before-ack", driver: "no-answer", rules: ["G5.untold"], isQuick: true },
  { name: "dedupe-by-window", driver: "late-repeat", rules: ["G4.twice"] },
  { name: "wall-clock-wins", driver: "clocks-apart", rules: ["G6.beaten"] },
  { name: "clock-not-persisted", driver: "restarted", rules: ["G6.clock_back"], isQuick: true },
  { name: "agreement-at-subscribe", driver: "revoked", rules: ["G8.no_agreement"] },
  { name: "bisect-skips", driver: "poison", rules: ["G5.untold"] },
  { name: "parked-overtaken", driver: "poison", rules: ["G7.overtaken"] },
  { name: "echo-on-apply", driver: "plain-day", rules: ["G10.echo"] },
  { name: "audit-outside", driver: "dies-between", rules: ["G13.phantom", "G13.unaudited"] },
  { name: "restore-same-epoch", driver: "restored", rules: ["G15.collision"] },
];
