/** A link that opens nothing (any more): said clearly, and nothing of what it opened. */
import type { FastifyReply, FastifyRequest } from "fastify";
import { findAccessLink } from "../store/access-links.ts";
import type { Opened } from "../server/access.ts";
import type { Node } from "../server/hosting.ts";
import { markup, page, sendPage } from "./html.ts";
import { dayIn, languageFor, speaker, type PortalLanguage } from "./words.ts";

const statuses = { unknown: 404, ended: 410, withdrawn: 410, too_often: 429, no_day: 404 } as const;
type Why = keyof typeof statuses;

export function languageOf(request: FastifyRequest): PortalLanguage {
  const { lang } = request.query as { lang?: unknown };
  return languageFor(lang, request.headers["accept-language"]);
}

export function sendRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  why: Why,
  day = "",
): FastifyReply {
  const language = languageOf(request);
  const say = speaker(language);
  const text = page({
    language,
    title: say(`${why}_title`),
    head: "",
    other: { href: otherHref(request), words: say("language") },
    body: markup`<p>${say(why, { day })}</p>`,
  });
  return sendPage(reply, statuses[why], text);
}

/** Until when a link that has ended was open. */
export async function endedOn(
  node: Node,
  token: string,
  opened: Extract<Opened, { ok: false }>,
  language: PortalLanguage,
): Promise<string> {
  if (opened.why !== "ended") return "";
  for (const { store } of node.hosted.values()) {
    const link = await findAccessLink(store, token);
    if (link) return dayIn(link.expires_at.toISOString().slice(0, 10), language);
  }
  return "";
}

/** The same address in the other language. */
export function otherHref(request: FastifyRequest): string {
  const [path = ""] = request.url.split("?");
  return `${path}?lang=${languageOf(request) === "ar" ? "en" : "ar"}`;
}
