import type { Check } from "../knock.ts";

/** The action belongs to the path the message was posted to. */
export const action: Check = ({ envelope, row }) =>
  row.actions.includes(envelope?.header.action ?? "") ? null : { code: "rjct.action.invalid" };
