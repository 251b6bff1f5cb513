import { parseEnvelope } from "../../../wire/envelope.ts";
import { decodeUtf8, parseStrictJson } from "../../../wire/strict-json.ts";
import type { Check } from "../knock.ts";
import { isOnTrial, withoutBlankCounts } from "../trial.ts";

/** Two parsers must never read one message differently: duplicate keys, huge numbers and the like are refused. */
export const strictJson: Check = (knock) => {
  const text = decodeUtf8(knock.body);
  if (text === undefined) return { code: "err.request.bad", text: "The body is not UTF-8." };
  const json = parseStrictJson(text);
  if (!json.ok)
    return { code: "err.request.bad", text: `The body is not strict JSON: ${json.reason}.` };
  if (text.includes("\\u0000") && holdsNul(json.value)) {
    return { code: "err.request.bad", text: "A text holds the character U+0000." };
  }
  const envelope = parseEnvelope(isOnTrial(knock) ? withoutBlankCounts(json.value) : json.value);
  if (!envelope.ok) {
    return { code: envelope.code, text: `The envelope is not as expected at ${envelope.reason}.` };
  }
  knock.text = text;
  knock.envelope = envelope.value;
  return null;
};

/** PostgreSQL cannot keep it in a text, so it is refused before anything else is looked at. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\u0000");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, inner]) => holdsNul(name) || holdsNul(inner));
}
