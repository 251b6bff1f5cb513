import { createHash } from "node:crypto";
import { Type } from "typebox";
import { expect, test } from "vitest";
import { canonicalize } from "./canonical.ts";
import * as envelope from "./envelope.ts";
import * as catchUp from "./messages/catch-up.ts";
import * as digest from "./messages/digest.ts";
import * as checkpoint from "./messages/checkpoint.ts";
import * as enrolled from "./messages/enrolled.ts";
import * as parts from "./messages/parts.ts";
import * as returned from "./messages/returned.ts";
import * as search from "./messages/search.ts";
import * as subscribe from "./messages/subscribe.ts";
import * as token from "./messages/token.ts";
import * as txnStatus from "./messages/txn-status.ts";
import * as unsubscribe from "./messages/unsubscribe.ts";
import { protocolVersion } from "./protocol-version.ts";
import * as syncMeta from "./sync-meta.ts";

const rooms = {
  catchUp,
  digest,
  checkpoint,
  enrolled,
  envelope,
  parts,
  returned,
  search,
  subscribe,
  syncMeta,
  token,
  txnStatus,
  unsubscribe,
};

test("the schemas are those frozen for this protocol version", () => {
  const schemas: Record<string, unknown> = {};
  for (const [room, exports] of Object.entries(rooms)) {
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value === "object" && Type.IsSchema(value)) schemas[`${room}.${name}`] = value;
    }
  }
  expect(Object.keys(schemas).length).toBeGreaterThan(30);
  const plain = JSON.parse(JSON.stringify(schemas)) as unknown;
  const hash = createHash("sha256").update(canonicalize(plain)).digest("hex");
  expect(hash).toBe(protocolVersion.hash);
});

test("the version in force is the newest of the history", () => {
  const newest = protocolVersion.history.at(-1);
  expect(newest).toMatchObject({ version: protocolVersion.version, hash: protocolVersion.hash });
});
