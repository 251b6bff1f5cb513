import { ApiFailure } from "../api/call.ts";
import type { Words } from "../words/useWords.ts";

/** A failure as a sentence of the catalogue; a code without one falls back by its HTTP status. */
export function errorWords(
  error: Error,
  { t, has }: Words,
): { sentence: string; reference: string } {
  if (!(error instanceof ApiFailure)) return { sentence: t("error.broken"), reference: "" };
  const known = `error.${error.code}`;
  const byStatus = `error.status.${error.status >= 500 ? 500 : error.status}`;
  const key = [known, byStatus].find((one) => has(one)) ?? "error.unknown";
  return { sentence: t(key), reference: error.reference };
}
