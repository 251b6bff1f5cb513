import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkpointNote,
  judgeCheckpoint,
  readCheckpoint,
  signCheckpoint,
  type Checkpoint,
} from "./checkpoint.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "./keys.ts";

const root = "A".repeat(43) + "=";
const checkpoint: Checkpoint = {
  system: "sp.demo",
  size: 17,
  root,
  epoch: "0b6f0c5e-0000-4000-8000-000000000000",
  chain: "c".repeat(43),
  time: "2026-11-23T09:00:00.000Z",
};

describe("a checkpoint", () => {
  it("is read as it was written, and nothing else is read as one", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.date({
          min: new Date("2000-01-01T00:00:00Z"),
          max: new Date("2200-01-01T00:00:00Z"),
          noInvalidDate: true,
        }),
        (size, date) => {
          const said = { ...checkpoint, size, time: date.toISOString() };
          expect(readCheckpoint(checkpointNote(said))).toEqual(said);
        },
      ),
    );
    const note = checkpointNote(checkpoint);
    for (const other of ["", note.trim(), `${note}\n`, note.replace("17", "017"), ` ${note}`]) {
      expect(readCheckpoint(other)).toBeUndefined();
    }
  });

  it("holds under its key only, and with every byte as it was signed", () => {
    const [key, other] = [generateSigningKey(), generateSigningKey()];
    const signed = signCheckpoint(checkpoint, key);
    const keys = publicKeysFromJwks(jwks([key]));
    expect(judgeCheckpoint(signed, keys)).toBe("holds");
    expect(judgeCheckpoint(signed, publicKeysFromJwks(jwks([other])))).toBe("unknown_key");
    expect(judgeCheckpoint({ ...signCheckpoint(checkpoint, other), kid: key.kid }, keys)).toBe(
      "broken",
    );
    for (let at = 0; at < signed.note.length; at += 1) {
      const note = `${signed.note.slice(0, at)}~${signed.note.slice(at + 1)}`;
      expect(judgeCheckpoint({ ...signed, note }, keys)).toBe("broken");
    }
  });
});
