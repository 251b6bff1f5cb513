/** The key set (JWKS page of the standard; RFC 7517, 7638, 8037). */
import { thumbprintOf } from "../../../wire/jwk.ts";
import { publicKeysFromJwks } from "../../../wire/keys.ts";
import type { Checking } from "../checking.ts";
import { judged, notOffered, skipped, type Clause } from "../clause.ts";
import { listOf, memberOf, textOf } from "../reading.ts";
import { KeySet, shapeFaults } from "../shapes.ts";

const where = { system: "both", operation: "/.well-known/jwks.json" } as const;
const source = "JWKS core API 1.0.0, RFC 7517";

export const keyClauses: readonly Clause[] = [
  {
    ...where,
    id: "keys.shape",
    source,
    level: "must",
    title: "The key set is published, each key with kty, kid, use and alg.",
    run: async (at) => {
      const answer = await keySet(at);
      if (answer.status === 404) return notOffered("There is no key set.");
      return judged([
        answer.status !== 200 && `Answered ${answer.status || answer.text}.`,
        ...shapeFaults(KeySet, answer.body, "key set"),
      ]);
    },
  },
  {
    ...where,
    id: "keys.public_only",
    source: "RFC 7517 9.2",
    level: "must",
    title: "No private part of a key is published.",
    run: async (at) => {
      const keys = listOf((await keySet(at)).body, "keys");
      if (keys.length === 0) return skipped("There are no keys to look at.");
      const shows = keys.some((key) => ["d", "p", "q", "k"].some((part) => memberOf(key, part)));
      return judged([shows && "A key shows its private part."]);
    },
  },
  {
    ...where,
    id: "keys.signing",
    source: "JWKS core API 1.0.0; RFC 8037",
    level: "must",
    title: "The set holds an Ed25519 key for signatures.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      const { body } = await keySet(at);
      return judged([publicKeysFromJwks(body).size === 0 && "No Ed25519 key with use sig."]);
    },
  },
  {
    ...where,
    id: "keys.thumbprint",
    source: "JWKS core API 1.0.0, kid; RFC 7638",
    level: "should",
    title: "Each Ed25519 key goes by its RFC 7638 thumbprint.",
    run: async (at) => {
      const keys = listOf((await keySet(at)).body, "keys").filter(
        (key) => memberOf(key, "crv") === "Ed25519",
      );
      if (keys.length === 0) return skipped("There is no Ed25519 key.");
      const odd = keys.filter((key) => {
        const x = textOf(key, "x");
        return memberOf(key, "kid") !== thumbprintOf({ kty: "OKP", crv: "Ed25519", x });
      });
      return judged([odd.length > 0 && `${odd.length} of ${keys.length} have another kid.`]);
    },
  },
];

function keySet(at: Checking) {
  return at.once("the key set", () => at.self.fetch("/.well-known/jwks.json"));
}
