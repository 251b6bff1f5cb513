import { protocol_version } from "../../../wire/envelope.ts";
import type { Check } from "../knock.ts";

/** One version is spoken; a header that names none means it. */
export const version: Check = ({ envelope }) =>
  (envelope?.header.version ?? protocol_version) === protocol_version
    ? null
    : { code: "err.version.not_supported" };
