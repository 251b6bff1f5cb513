import type { Check } from "../knock.ts";

/** Messages are not encrypted yet: an encrypted one cannot be read, so it is not acknowledged. */
export const encryption: Check = ({ envelope }) =>
  envelope?.header.is_msg_encrypted === true ? { code: "err.encryption.invalid" } : null;
