/**
 * The version of what Tandem speaks on the wire, frozen by a hash over every schema of this room.
 * Changing a schema is changing the protocol: `freeze.test.ts` fails until a line is added here that
 * says what changed. Before the first release version 1 may be re-frozen in place.
 */

/** One frozen state of the schemas. */
export type ProtocolState = { version: number; hash: string; what: string };

const current: ProtocolState = {
  version: 1,
  hash: "fad55bd1646598b1a82a8c7d2f3eadb225481046c47d001830d4c38b3214e9c6",
  what: "The first schemas.",
};

/** The state in force, and all states up to it, oldest first. */
export const protocolVersion: {
  version: number;
  hash: string;
  history: readonly ProtocolState[];
} = { version: current.version, hash: current.hash, history: [current] };
