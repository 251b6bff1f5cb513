/**
 * The version of what Tandem speaks on the wire, frozen by a hash over every schema of this room.
 * Changing a schema is changing the protocol: `freeze.test.ts` fails until a line is added here that
 * says what changed. Before the first release version 1 may be re-frozen in place.
 */

/** One frozen state of the schemas. */
export type ProtocolState = { version: number; hash: string; what: string };

const current: ProtocolState = {
  version: 1,
  hash: "fc72f5dda0327eda1f06e6a7bf46d42504a971c275c66ddc691c042ffbe28afe",
  what: "The first schemas.",
};

/** The state in force, and all states up to it, oldest first. */
export const protocolVersion: {
  version: number;
  hash: string;
  history: readonly ProtocolState[];
} = { version: current.version, hash: current.hash, history: [current] };
