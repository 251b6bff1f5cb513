import type { FastifyRequest } from "fastify";
import { refused, type Refusal } from "../../domain/change.ts";
import type { Node } from "../hosting.ts";

/** A mutation must come from our own pages, as JSON: no other site can send one with a worker's cookie. */
export function guardMutation(request: FastifyRequest): Refusal | null {
  if (request.method === "GET" || request.method === "HEAD") return null;
  if (!isSameOrigin(request)) return refused("err.origin");
  const type = request.headers["content-type"] ?? "";
  const isJson = type.split(";")[0]?.trim().toLowerCase() === "application/json";
  return isJson || request.method === "DELETE" ? null : refused("err.bad_input");
}

/** Browsers that tell the site decide by it (a page cannot forge it); else the origin's host is compared. */
function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const theirs = new URL(origin);
  const ours = `${theirs.protocol}//${host}`;
  return URL.canParse(ours) && new URL(ours).host === theirs.host;
}

/**
 * Choosing a persona instead of proving who one is: only in the demo, only while the node listens on
 * loopback, only from this machine, and only under a loopback name (a foreign name that was made to
 * point here is another site).
 */
export function guardDemo(node: Node, request: FastifyRequest): Refusal | null {
  const host = hostName(request.headers.host ?? "");
  const here = isLoopback(request.ip) && (host === "localhost" || isLoopback(host));
  return node.demo && node.loopback && here ? null : refused("err.demo_only");
}

function hostName(host: string): string {
  if (!URL.canParse(`http://${host}`)) return "";
  return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "");
}

export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return plain === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(plain);
}
