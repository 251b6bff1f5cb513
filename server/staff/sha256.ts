import { createHash } from "node:crypto";
import type { Sha256 } from "../../domain/sha256.ts";

/** What the domain's decisions hash with. */
export const sha256: Sha256 = (text) => createHash("sha256").update(text).digest("hex");
