import { canonicalize } from "../../wire/canonical.ts";
import { signMessage } from "../../wire/signature.ts";
import type { Knock, Unsigned } from "./knock.ts";

/** A synchronous answer is an envelope of its own, signed like any other; the text of the body. */
export function sealedAnswer({ door, nowMs }: Knock, answer: Unsigned): string {
  const seconds = Math.floor(nowMs / 1000);
  const { signature } = signMessage(answer, door.hosted.store.system.id, door.key, seconds);
  return canonicalize({ ...answer, signature });
}
