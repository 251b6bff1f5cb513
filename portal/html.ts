/** Pages as text: everything that comes from outside is escaped, there is no script, one small style. */
import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import type { PortalLanguage } from "./words.ts";

export interface Html {
  html: string;
}

/** Text of ours is markup; whatever is filled in is text. */
export function markup(
  parts: TemplateStringsArray,
  ...values: (Html | Html[] | string | number)[]
): Html {
  const filled = values.map((value) =>
    Array.isArray(value)
      ? value.map((one) => one.html).join("")
      : typeof value === "object"
        ? value.html
        : escape(String(value)),
  );
  return { html: parts.map((part, at) => part + (filled[at] ?? "")).join("") };
}
export const nothing: Html = { html: "" };

const signs: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? "");
}

const style = `
body{margin:0;background:#f4f5f2;color:#16242f;font:18px/27px system-ui,sans-serif}
header{background:#0a3550;color:#fff;padding:14px 16px;border-block-end:4px solid #c9a227}
header p{margin:0;font-size:16px}header strong{font-size:20px}header a{color:#fff}
main{max-inline-size:760px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:26px;line-height:34px;margin:0 0 8px}h2{font-size:20px;margin:28px 0 8px}
a{color:#0e4a6e}a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible{outline:3px solid #0e4a6e;outline-offset:2px;box-shadow:0 0 0 2px #ffc94a}
ul{list-style:none;margin:0;padding:0}li.card{background:#fff;border:1px solid #dde1e0;border-radius:6px;padding:12px 14px;margin-block-end:10px}
.quiet{color:#4a5a66;font-size:16px}fieldset{border:0;margin:6px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:4px 18px}
label.pick{display:inline-flex;gap:8px;align-items:center;min-block-size:44px}input[type=radio]{inline-size:22px;block-size:22px}
legend{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
input[type=text],textarea{font:inherit;inline-size:100%;box-sizing:border-box;padding:9px;border:1px solid #7b8791;border-radius:4px;background:#fff;color:inherit}
button,.button{font:inherit;font-weight:600;min-block-size:46px;padding:8px 18px;border-radius:6px;border:1px solid #0e4a6e;background:#0e4a6e;color:#fff;margin-block:14px;cursor:pointer}
.ok{color:#1b6b3a}.bad{color:#a4161a}.notice{border-inline-start:4px solid #0e4a6e;background:#fff;padding:10px 14px}
.days a{display:flex;justify-content:space-between;gap:12px;min-block-size:44px;align-items:center;flex-wrap:wrap}
@media print{header,form,button{display:none}body{background:#fff}}`;

const style_hash = createHash("sha256").update(style).digest("base64");
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${style_hash}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

interface Page {
  language: PortalLanguage;
  title: string;
  /** Under the name of the page: whose it is. */
  head: string;
  /** Where the same page stands in the other language, and what that is called. */
  other: { href: string; words: string };
  body: Html;
}

export function page({ language, title, head, other, body }: Page): string {
  const dir = language === "ar" ? "rtl" : "ltr";
  const otherLanguage = language === "ar" ? "en" : "ar";
  return markup`<!doctype html>
    <html lang="${language}" dir="${dir}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex,nofollow" />
        <title>${title}</title>
        <style>${{ html: style }}</style>
      </head>
      <body>
        <header>
          <p><strong>Tandem</strong></p>
          <p>${head}</p>
          <p><a href="${other.href}" lang="${otherLanguage}">${other.words}</a></p>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.html;
}

/** Not kept by anybody on the way, found by no search, told to no other site. */
export function guardHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .header("cache-control", "no-store")
    .header("x-robots-tag", "noindex, nofollow")
    .header("referrer-policy", "no-referrer")
    .header("x-content-type-options", "nosniff")
    .header("cross-origin-opener-policy", "same-origin");
}

export function sendPage(reply: FastifyReply, status: number, text: string) {
  return guardHeaders(reply)
    .header("content-security-policy", policy)
    .code(status)
    .type("text/html; charset=utf-8")
    .send(text);
}
