/** Where a partner's operations stand, and which addresses are its own (ESS API 1.0.0, servers). */

/** The address of an operation (`sync/search`, `on-subscribe`) under a base URL. */
export function operationUrl(baseUrl: string, registryPath: string, operation: string): string {
  return `${baseUrl.replace(/\/+$/, "")}${registryPath}/${operation}`;
}

/**
 * Where an answer or event goes that is to reach a `sender_uri`. A URI that ends in the standard's
 * name of another answer (`…/registry/on-subscribe`) means the operation beside it (digest 7.28);
 * any other (`…/on-notify` in the samples) is where everything goes.
 */
export function replyAt(senderUri: string, operation: string): string {
  return senderUri.replace(/\/(on-search|on-subscribe|on-unsubscribe|notify)$/, `/${operation}`);
}

/** Is this an http(s) address at exactly this origin, without user-info and without tricks of spelling? */
export function isAtOrigin(address: string, origin: string): boolean {
  if (/[\\\s]/.test(address)) return false;
  try {
    const url = new URL(address);
    return url.origin === new URL(origin).origin && !url.username && !url.password;
  } catch {
    return false;
  }
}

/** Host names that stand for nobody (RFC 2606), as the standard's samples use them. */
export function isExampleName(name: string): boolean {
  return /(^|\.)(example|test|invalid)$|(^|\.)example\.(org|com|net)$/i.test(name);
}
