import { useEffect } from "react";
import type { PlanPaper } from "../../server/api/paper-schemas.ts";
import { languageOf } from "../words/i18n.ts";
import { checkCode } from "../plan/check-code.ts";
import type { PaperWords } from "./usePaperWords.ts";

/**
 * What stands under every printed page: whose plan, which version, its check code, and which page of
 * how many. Only while the paper is open, as the rule would print under every other screen too.
 */
export function usePaperFoot(paper: PlanPaper, words: PaperWords | null): void {
  useEffect(() => {
    if (words === null) return undefined;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(pageRule(paper, words));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const { title } = document;
    document.title = words.t("paper.title", { person: paper.person_name });
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
      document.title = title;
    };
  }, [paper, words]);
}

const font = `font: 8.5pt/12pt "IBM Plex Sans", "IBM Plex Sans Arabic", sans-serif; color: #333;`;

function pageRule({ person_name, root, terms_version }: PlanPaper, { t, language }: PaperWords) {
  const [first, last] = languageOf(language) === "ar" ? ["right", "left"] : ["left", "right"];
  // The same digits as in every other number of the page.
  const { numberingSystem } = new Intl.NumberFormat(language).resolvedOptions();
  const digits = numberingSystem === "arab" ? ", arabic-indic" : "";
  const whose = quoted(t("paper.title", { person: person_name }));
  const code = quoted(
    t("paper.foot_code", { code: `\u2066${checkCode(root)}\u2069`, version: terms_version }),
  );
  const [page = "", of = "", end = ""] = t("paper.page_of", { page: "\u0000", pages: "\u0000" })
    .replace(/[\u2068\u2069]/g, "")
    .split("\u0000")
    .map(quoted);
  return `@page {
    size: A4;
    margin: 15mm 16mm 20mm;
    @bottom-${first} { content: ${whose}; ${font} inline-size: 32%; }
    @bottom-center { content: ${code}; ${font} inline-size: 48%; white-space: nowrap; }
    @bottom-${last} {
      content: ${page} counter(page${digits}) ${of} counter(pages${digits}) ${end};
      ${font} inline-size: 20%;
    }
  }`;
}

/** A CSS string: what a name could end it with is escaped. */
function quoted(text: string): string {
  return `"${text.replace(/["\\\n\r\f]/g, (sign) => `\\${sign.codePointAt(0)?.toString(16)} `)}"`;
}
