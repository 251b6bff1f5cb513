/** What a provider sees, page by page. */
import type { Attended, CsvLine, ProviderRow } from "../domain/outcome/provider-list.ts";
import { markup, nothing, page, type Html } from "./html.ts";
import { dayIn, type PortalLanguage, type Say } from "./words.ts";

export interface Shown {
  token: string;
  /** Empty on the page of all days. */
  day: string;
  provider: string;
  office: string;
  language: PortalLanguage;
  say: Say;
  /** The same page in the other language. */
  other: string;
}

function framed(shown: Shown, title: string, body: Html): string {
  const { language, say, provider, office, other } = shown;
  return page({
    language,
    title,
    head: say("for", { provider, office }),
    other: { href: other, words: say("language") },
    body,
  });
}

export function daysPage(shown: Shown, rows: readonly ProviderRow[]): string {
  const { say, token, language } = shown;
  const days = [...new Set(rows.map(({ day }) => day))].sort().reverse();
  const items = days.map((day) => {
    const waits = rows.filter((row) => row.day === day && !row.recorded).length;
    const told = waits === 0 ? say("day_done") : say("day_waits", { count: waits });
    return markup`<li class="card">
      <a href="/p/${token}/${day}?lang=${language}"
        ><strong>${dayIn(day, language)}</strong> <span class="quiet">${told}</span></a
      >
    </li>`;
  });
  const list =
    days.length === 0
      ? markup`<p>${say("no_days")}</p>`
      : markup`<h2>${say("days")}</h2>
          <ul class="days">
            ${items}
          </ul>`;
  return framed(
    shown,
    say("title"),
    markup`<p>${say("intro")}</p>
      ${list}`,
  );
}

export function dayPage(
  shown: Shown,
  rows: readonly ProviderRow[],
  fault: string,
  said: ReadonlyMap<string, Attended> = new Map(),
): string {
  const { say, token, day, language } = shown;
  const isOpen = rows.some(({ recorded }) => !recorded);
  const items = rows.map((row) => rowItem(shown, row, said.get(row.reference) ?? ""));
  const form = isOpen
    ? markup`<form method="post" action="/p/${token}/${day}?lang=${language}">
          <ul>
            ${items}
          </ul>
          ${whoLine(say, "who")}
          <p class="quiet">${say("absent")}</p>
          <button type="submit">${say("send")}</button>
        </form>
        <h2>${say("paste")}</h2>
        <p><a href="/p/${token}/${day}/list.csv">${say("download")}</a></p>
        <form method="post" action="/p/${token}/${day}/csv?lang=${language}">
          <p class="quiet"><label for="csv">${say("paste_hint")}</label></p>
          <textarea id="csv" name="csv" rows="6" dir="ltr"></textarea
          ><button type="submit">${say("look")}</button>
        </form>`
    : markup`<ul>
        ${items}
      </ul>`;
  const notice = fault === "" ? nothing : markup`<p class="notice bad" role="alert">${fault}</p>`;
  const title = `${say("title")}: ${dayIn(day, language)}`;
  return framed(shown, title, markup`${backLink(shown)}${notice}${form}`);
}

function backLink({ say, token, language }: Shown): Html {
  return markup`<p><a href="/p/${token}?lang=${language}">${say("back")}</a></p>`;
}

function whoLine(say: Say, id: string, value = ""): Html {
  return markup`<p>
    <label for="${id}"><strong>${say("who")}</strong></label>
    <span class="quiet">${say("who_hint")}</span>
    <input
      id="${id}"
      name="who"
      type="text"
      maxlength="60"
      required
      autocomplete="name"
      value="${value}"
    />
  </p>`;
}

function rowItem({ say }: Shown, row: ProviderRow, said: Attended): Html {
  const head = markup`<strong><bdi>${row.name}</bdi></strong>
    <span class="quiet"
      >${row.start} <bdi>${row.what}</bdi> · ${say("reference")} ${row.reference}</span
    >`;
  if (row.recorded)
    return markup`<li class="card">
      ${head}
      <p class="quiet">${say("recorded")}</p>
    </li>`;
  const pick = (value: Attended, words: string) =>
    markup`<label class="pick"
      ><input
        type="radio"
        name="row-${row.reference}"
        value="${value}"
        ${{ html: said === value ? " checked" : "" }}
      />
      ${words}</label
    >`;
  return markup`<li class="card">
    ${head}
    <fieldset>
      <legend>${say("attended")} ${row.name} ${row.reference}</legend>
      ${pick("yes", say("yes"))}${pick("no", say("no"))}${pick("", say("skip"))}
    </fieldset>
  </li>`;
}

export function csvPage(
  shown: Shown,
  rows: readonly ProviderRow[],
  { lines, text, who }: { lines: readonly CsvLine[]; text: string; who: string },
): string {
  const { say, token, day, language } = shown;
  const names = new Map(rows.map(({ reference, name }) => [reference, name]));
  const items = lines.map(({ line, reference, attended, fault }) => {
    const word = attended === "" ? say("row_empty") : say(attended);
    const told =
      fault === ""
        ? markup`<span class="${attended === "" ? "quiet" : "ok"}"
            >${word}${attended === "" ? "" : `: ${say("row_will")}`}</span
          >`
        : markup`<span class="bad">${say(fault)} (${fault})</span>`;
    return markup`<li class="card">
      ${say("line", { line })}: <bdi>${reference}</bdi>
      <bdi>${names.get(reference) ?? ""}</bdi> ${told}
    </li>`;
  });
  const good = lines.some(({ fault, attended }) => fault === "" && attended !== "");
  const sure = good
    ? markup`<form method="post" action="/p/${token}/${day}/csv?lang=${language}">
        <input type="hidden" name="csv" value="${text}" /><input
          type="hidden"
          name="sure"
          value="yes"
        />${whoLine(say, "who", who)}<button type="submit">${say("send")}</button>
      </form>`
    : markup`<p>${say("nothing")}</p>`;
  return framed(
    shown,
    say("preview"),
    markup`${backLink(shown)}
      <ul>
        ${items}
      </ul>
      ${sure}`,
  );
}

export function donePage(
  shown: Shown,
  told: readonly { row: ProviderRow; isRecorded: boolean }[],
): string {
  const { say } = shown;
  const items = told.map(
    ({ row, isRecorded }) =>
      markup`<li class="card">
        <strong><bdi>${row.name}</bdi></strong> <span class="quiet">${row.reference}</span>
        <span class="${isRecorded ? "ok" : "bad"}"
          >${say(isRecorded ? "row_ok" : "row_refused")}</span
        >
      </li>`,
  );
  const body =
    told.length === 0
      ? markup`<p>${say("nothing")}</p>`
      : markup`<ul>
          ${items}
        </ul>`;
  return framed(
    shown,
    say("done"),
    markup`${body}
      <p class="quiet">${say("absent")}</p>
      ${backLink(shown)}`,
  );
}
