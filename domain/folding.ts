/**
 * Folds text for search in every script: no case, no accents, no Arabic vowel marks or elongation;
 * never by the database's locale. Letters that people write alike become one.
 */
export function foldWords(text: string): string[] {
  const folded = text
    .normalize("NFKD")
    .replace(/[\p{M}\u0640]/gu, "")
    .toLowerCase()
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه");
  return [...new Set(folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 0))];
}

/** Phones are found by their last nine digits, with or without the country's code. */
export function foldPhone(text: string): string {
  return text.replace(/\D/g, "").slice(-9);
}
