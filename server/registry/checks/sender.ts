import type { Check } from "../knock.ts";
import { isOnTrial, isSampleName } from "../trial.ts";

/** The sender is who holds the token; a partner on trial may go by a name of the samples. */
export const sender: Check = (knock) => {
  const id = knock.envelope?.header.sender_id ?? "";
  if (id === knock.partner?.id) return null;
  return isOnTrial(knock) && isSampleName(knock, id) ? null : { code: "err.sender_id.invalid" };
};
