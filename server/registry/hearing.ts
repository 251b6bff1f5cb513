import type { Hosted } from "../hosting.ts";
import type { Knock } from "./knock.ts";

/** Where something is heard, and from whom: a message at the door, or an answer to our question. */
export interface Hearing extends Pick<Knock, "partner" | "fromPartner"> {
  door: { hosted: Hosted; node: Pick<Knock["door"]["node"], "newId"> };
}

/** What is heard acts in the partner's name. */
export function acting({ door, partner }: Pick<Hearing, "door" | "partner">, deed: string) {
  return {
    by: { name: "", role: "system", system: partner?.id ?? "" },
    deed,
    systems: door.hosted.systems,
    newId: door.node.newId,
  };
}
