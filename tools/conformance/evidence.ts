/**
 * The exchanges behind a verdict, fit to be shown to others: tokens, secrets and the people of the
 * tested system are cut out; structure, codes and ids of messages stay.
 */
import { jsonOf } from "./reading.ts";

/** One thing that was asked, received or done. */
export interface Exchange {
  at: string;
  /** A sentence's beginning: `POST https://…/registry/search as a.example`. */
  what: string;
  sent?: string;
  status?: number;
  got?: string;
  ms?: number;
}

const body_chars_max = 6_000;
const secret_members = new Set(["access_token", "client_secret", "client_assertion", "token"]);
const record_members = new Set(["reg_records", "beneficiaries"]);
const kept_in_records = new Set(["@type", "@context"]);

/** Cuts what must not be shown; `hidden` are texts to replace wherever they stand. */
export function createCutter(hidden: () => readonly string[], showRecords: boolean) {
  return (text: string): string => {
    const value = jsonOf(text);
    const tidy =
      value === undefined
        ? text.replace(/(client_secret|client_assertion|access_token)=[^&\s]*/g, "$1=(cut)")
        : JSON.stringify(cut(value, showRecords), undefined, 1);
    const clean = hidden().reduce(
      (so_far, secret) => (secret === "" ? so_far : so_far.replaceAll(secret, "(cut)")),
      tidy,
    );
    return clean.length > body_chars_max
      ? `${clean.slice(0, body_chars_max)}\n… (${clean.length - body_chars_max} more characters)`
      : clean;
  };
}

function cut(value: unknown, showRecords: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => cut(one, showRecords));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (secret_members.has(name) && typeof inner === "string") return [name, "(cut)"];
      if (record_members.has(name) && !showRecords) return [name, veiled(inner)];
      return [name, cut(inner, showRecords)];
    }),
  );
}

/** A person's record keeps its shape and loses its values. */
function veiled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(veiled);
  if (typeof value === "string") return "(text)";
  if (typeof value === "number") return "(number)";
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      kept_in_records.has(name) ? inner : veiled(inner),
    ]),
  );
}
