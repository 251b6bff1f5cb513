import { createHash } from "node:crypto";
import type { Json } from "../domain/json.ts";
import { canonicalize } from "../wire/canonical.ts";
import type { DigestLeaf } from "../wire/digest-tree.ts";
import type { SharedField, SharedRecord } from "./shared-records.ts";

/**
 * The leaf of a record: a hash over its shared fields, values with their stamps and authors, as the
 * merge tells them apart. What a version settled before it (`b`) and the reversals it counts (`n`)
 * follow from the writes themselves. A field that holds something of a third system is left out:
 * these two never told each other of it.
 */
export function leafOf(shared: SharedRecord): DigestLeaf {
  const { key, type } = shared;
  const fields = Object.fromEntries(ownToBoth(shared).map(([name, field]) => [name, told(field)]));
  return { key, hash: sha256(canonicalize({ type, fields })) };
}

/** The same, with the hash of each field. */
export function leafInParts(shared: SharedRecord): DigestLeaf & {
  fields: Record<string, string>;
  foreign: string[];
} {
  const fields = Object.fromEntries(
    ownToBoth(shared).map(([name, field]) => [name, sha256(canonicalize(told(field)))]),
  );
  return { ...leafOf(shared), fields, foreign: shared.foreign };
}

function ownToBoth({ fields, foreign }: SharedRecord): [string, SharedField][] {
  return [...fields].filter(([name]) => !foreign.includes(name));
}

function told(field: SharedField): Json {
  return field.kind === "elements"
    ? field.elements.map(({ id, version: { v, h } }) => ({ id, v, h }))
    : field.versions.map(({ v, h, o }) => ({ v, h, o }));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
