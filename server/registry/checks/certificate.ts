import type { Check } from "../knock.ts";

/**
 * Where the terms pin a client certificate, the request came with it (mutual TLS, RFC 8705): over a
 * TLS connection of our own, or as told by the proxy that is trusted to tell (client-certificate.ts).
 */
export const certificate: Check = ({ partner, certificate: shown }) => {
  const pinned = partner?.terms.certificate ?? null;
  return pinned === null || pinned.toLowerCase() === shown
    ? null
    : { code: "err.request.unauthorized", text: "The client certificate is not the agreed one." };
};
