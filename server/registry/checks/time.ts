import { isDateTimeWithZone } from "../../../wire/envelope.ts";
import type { Check } from "../knock.ts";

/** `message_ts` is a date-time with a zone (ESS API 1.0.0, MsgHeader). */
export const time: Check = ({ envelope }) =>
  envelope && isDateTimeWithZone(envelope.header.message_ts)
    ? null
    : { code: "rjct.message_ts.invalid" };
