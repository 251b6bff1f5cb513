/** What a provider is shown of its people's days, and the list that comes back as text. */
import { stepSide, timesOf, type Recorded, type Stands } from "./standing.ts";
import { isWithdrawnLine, stepState, type PlanBook } from "../plan/plan-law.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";

/** The least that tells one person from another on a list. */
export interface ProviderRow {
  /** Of this step and time, for the list; it names nobody elsewhere. */
  reference: string;
  /** First name and an initial. */
  name: string;
  what: string;
  step: StoredRecord;
  time: string;
  day: string;
  start: string;
  stands: Stands;
  /** It stands, by evidence or as missed: the office corrects, not the link. What is only ticked waits for the list. */
  recorded: boolean;
}

/** Is this a step that the provider promised? Names are compared as people write them. */
export function isOfProvider(step: StoredRecord, provider: string): boolean {
  const side = stepSide(step);
  if (side !== "provider" && side !== "employer") return false;
  return plain(providerOf(step)) === plain(provider);
}

export function providerOf({ state }: StoredRecord): string {
  const who = valueOf(state, "who") as { role?: string } | undefined;
  return (who?.role ?? "").trim();
}

function plain(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase().replaceAll(/\s+/g, " ");
}

/** One plan's times at this provider. Protected steps are no part of it: they never leave. */
export function providerRows(
  { person, book }: { person: StoredRecord; book: PlanBook },
  recorded: Recorded,
  provider: string,
  days: { from: string; to: string; today: string },
): ProviderRow[] {
  return book.steps
    .filter((step) => isOfProvider(step, provider))
    .filter((step) => !isWithdrawnLine(step) && stepState(step) !== "stopped")
    .flatMap((step) =>
      timesOf(step, recorded, days)
        .filter(({ day }) => day >= days.from && day <= days.to)
        .map((time) => ({
          reference: referenceOf(step, time.time),
          name: shortName(person),
          what: textOf(step.state, "what"),
          step,
          time: time.time,
          day: time.day,
          start: time.start,
          stands: time.stands,
          recorded: !["open", "ahead", "ticked"].includes(time.stands),
        })),
    );
}

/** `Amina D.` */
function shortName({ state }: StoredRecord): string {
  const name = (valueOf(state, "name") ?? {}) as { given_name?: string; surname?: string };
  const first = (name.given_name ?? "").split(" ")[0] ?? "";
  const [initial] = Array.from(name.surname ?? "");
  return initial === undefined ? first : `${first} ${initial}.`;
}

/** The last letters of the step's own id, which is random there; with the clock where it has one. */
function referenceOf({ id }: StoredRecord, time: string): string {
  const clock = time.slice(11, 16).replace(":", "");
  return `${id.replaceAll("-", "").slice(-8).toUpperCase()}${clock === "" ? "" : `-${clock}`}`;
}

/** Lines of one list that come back. */
export const csv_lines_max = 200;
export const csv_chars_max = 40_000;

export type Attended = "yes" | "no" | "";
export interface CsvLine {
  line: number;
  reference: string;
  attended: Attended;
  /** `csv.columns`, `csv.word`, `csv.twice`, `csv.unknown`; empty: it can be recorded. */
  fault: "" | "csv.columns" | "csv.word" | "csv.twice" | "csv.unknown" | "csv.recorded";
}

const yes = new Set(["yes", "y", "1", "x", "oui", "نعم", "present", "there"]);
const no = new Set(["no", "n", "0", "non", "لا", "absent", "not there"]);

/** A list as it comes back: `reference,name,what,attended`, comma or semicolon, with or without a head. */
export function readDayCsv(text: string, rows: readonly ProviderRow[]): CsvLine[] {
  const known = new Map(rows.map((row) => [row.reference, row]));
  const seen = new Set<string>();
  return text
    .slice(0, csv_chars_max)
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line, at) => ({ cells: cellsOf(line), line: at + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""))
    .filter(({ cells }, at) => at > 0 || cells[0]?.toLowerCase() !== "reference")
    .slice(0, csv_lines_max)
    .map(({ cells, line }): CsvLine => {
      const reference = (cells[0] ?? "").toUpperCase();
      const word = (cells.at(-1) ?? "").toLowerCase();
      const attended = yes.has(word) ? "yes" : no.has(word) ? "no" : "";
      const found = known.get(reference);
      const isTwice = seen.has(reference);
      seen.add(reference);
      const fault =
        cells.length < 2
          ? "csv.columns"
          : found === undefined
            ? "csv.unknown"
            : isTwice
              ? "csv.twice"
              : found.recorded
                ? "csv.recorded"
                : attended === "" && word !== ""
                  ? "csv.word"
                  : "";
      return { line, reference: reference.slice(0, 40), attended, fault };
    });
}

/** RFC 4180, as spreadsheets write it. */
function cellsOf(line: string): string[] {
  const separator = line.includes(";") && !line.includes(",") ? ";" : ",";
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (const char of line) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += char;
  }
  return [...cells, cell.trim()];
}

/** A cell that no spreadsheet reads as a formula. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function dayCsv(rows: readonly ProviderRow[]): string {
  const lines = rows.map(({ reference, name, what, start }) =>
    [reference, name, start === "" ? what : `${start} ${what}`, ""].map(csvCell).join(","),
  );
  return ["reference,name,what,attended", ...lines].join("\r\n") + "\r\n";
}
