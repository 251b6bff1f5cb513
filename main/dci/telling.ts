/** What came back, for people and as JSON, on the caller's terminal and nowhere else. */
import type { JsonObject } from "../../domain/json.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { readRecord } from "../../exchange/reading.ts";
import { recordsOf, type SearchResponse } from "../../wire/messages/search.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";

/** Something that is not an answer. */
export type Failure = { kind: string; code?: string; reason?: string; status?: number };

/** How a command ends that got this instead of an answer. */
export function exitOf({ kind }: Failure): ExitCode {
  return kind === "outage" || kind === "ambiguous" ? exitCodes.temporary : exitCodes.refused;
}

/** A failure in one line. */
export function failureLine({ kind, code, reason }: Failure): string {
  const said = [code, reason].filter(Boolean).join(": ");
  return `✗ ${words.get(kind) ?? kind}${said ? ` (${said})` : ""}`;
}

const words = new Map([
  ["outage", "No answer now; try again later"],
  ["ambiguous", "Nobody knows whether it arrived; try again"],
  ["trust", "The other side does not trust us, or not for this"],
  ["bad", "The other side refused the question"],
  ["gone", "The other side says this address is gone"],
  ["untrusted", "An answer came that cannot be believed; nothing of it is shown"],
]);

/** The answer of a search as lines. */
export function searchLines(messages: readonly SearchResponse[]): string[] {
  return messages.flatMap(({ search_response }) =>
    search_response.flatMap((item) => {
      if (item.status === "rjct") {
        return [`Rejected: ${plain(item.status_reason_code ?? "no reason given")}`];
      }
      const records = recordsOf(item.data?.reg_records);
      if (records.length === 0) return ["Nobody found, or not shared with us."];
      const total = Number(item.pagination?.total_count ?? records.length);
      const page = Number(item.pagination?.page_number ?? 1);
      const head = `${records.length} of ${total}, page ${page}`;
      return [head, ...table(rowsOf(item.data?.reg_record_type ?? "Member", records))];
    }),
  );
}

/** Rows of a table, each column as wide as its longest cell. */
export function table(rows: readonly Record<string, string>[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const widths = names.map((name) =>
    Math.max(name.length, ...rows.map((row) => (row[name] ?? "").length)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? "")))];
}

const shown: Record<string, readonly string[]> = {
  Person: ["name", "birth_date", "sex", "employment_status", "identifiers"],
  Household: ["number", "group_size", "region", "locality"],
  Enrolment: ["programme", "status", "enrolment_date"],
};

function rowsOf(wireType: string, records: readonly object[]): Record<string, string>[] {
  const type = recordTypeOf(wireType);
  return records.map((record) => {
    if (type === null) return { record: plain(JSON.stringify(record)) };
    const { values } = readRecord(type, record as JsonObject);
    const names = shown[type] ?? Object.keys(values);
    return Object.fromEntries(names.map((name) => [name, textOf(values[name])]));
  });
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  if (typeof value === "object") return Object.values(value).map(textOf).filter(Boolean).join(" ");
  return plain(typeof value === "string" ? value : JSON.stringify(value));
}

/** A partner's text must not steer the terminal. */
export function plain(text: string): string {
  return text.replace(/\p{C}/gu, "?");
}
