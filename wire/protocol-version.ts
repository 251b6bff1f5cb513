/**
 * The version of what Tandem speaks on the wire, frozen by a hash over every schema of this room.
 * Changing a schema is changing the protocol: `freeze.test.ts` fails until a line is added here that
 * says what changed. Before the first release version 1 may be re-frozen in place.
 */

/** One frozen state of the schemas. */
export type ProtocolState = { version: number; hash: string; what: string };

const current: ProtocolState = {
  version: 1,
  hash: "06ec5b9c38b7cca5565482b3c5eb15208b2c3adfdf9b3e14c3b2dcc7bc5e5a5b",
  what: "The first schemas.",
};

/** The state in force, and all states up to it, oldest first. */
export const protocolVersion: {
  version: number;
  hash: string;
  history: readonly ProtocolState[];
} = { version: current.version, hash: current.hash, history: [current] };
