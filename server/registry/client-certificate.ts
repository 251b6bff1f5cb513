/**
 * The client certificate of a request, as SHA-256 over its DER bytes. From the TLS connection itself,
 * or, where TLS ends at a proxy, from the field `Client-Cert` (RFC 9440), read only if the connection
 * comes from a proxy that the operator has named (TANDEM_TRUSTED_PROXIES); from anybody else the field
 * is nothing.
 */
import { createHash, X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP, type BlockList } from "node:net";
import { TLSSocket } from "node:tls";

const certificate_chars_max = 16_384;

/** Whether a connection comes from a proxy that may tell who called it. */
export function isTrustedProxy(
  address: string | undefined,
  proxies: BlockList | undefined,
): boolean {
  const plain = (address ?? "").replace(/^::ffff:(?=\d+\.)/, "");
  const version = isIP(plain);
  if (version === 0 || proxies === undefined) return false;
  return proxies.check(plain, version === 6 ? "ipv6" : "ipv4");
}

/** The certificate's digest in hex; null when none was shown, or by somebody who may not tell. */
export function clientCertificate(
  { socket, headers }: Pick<IncomingMessage, "socket" | "headers">,
  proxies: BlockList | undefined,
): string | null {
  if (isTrustedProxy(socket.remoteAddress, proxies)) {
    const field = headers["client-cert"];
    return typeof field === "string" ? digestOfField(field) : null;
  }
  if (!(socket instanceof TLSSocket)) return null;
  const raw = socket.getPeerX509Certificate()?.raw;
  return raw === undefined ? null : digestOf(raw);
}

/** RFC 9440 writes the DER bytes as `:Base64:`; some proxies can only write the PEM text, escaped. */
function digestOfField(field: string): string | null {
  if (field.length > certificate_chars_max) return null;
  try {
    const [, base64] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(field.trim()) ?? [];
    const given = base64 === undefined ? decodeURIComponent(field) : Buffer.from(base64, "base64");
    return digestOf(new X509Certificate(given).raw);
  } catch {
    return null;
  }
}

function digestOf(der: Uint8Array): string {
  return createHash("sha256").update(der).digest("hex");
}
