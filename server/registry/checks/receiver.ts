import type { Check } from "../knock.ts";
import { isOnTrial, isSampleName } from "../trial.ts";

/** The message is for this system; a partner on trial may name nobody, or a name of the samples. */
export const receiver: Check = (knock) => {
  const id = knock.envelope?.header.receiver_id;
  if (id === knock.door.hosted.store.system.id) return null;
  const forgiven = isOnTrial(knock) && (id === undefined || isSampleName(knock, id));
  return forgiven ? null : { code: "err.receiver_id.invalid" };
};
