/** The programme's one page: the project, the households found, who works, and how the link stands. */
import type { Household, Ledger, Worker } from "./ledger.ts";
import type { WorksSettings } from "./settings.ts";

/** Writes the page; nothing on it needs a script. */
export function worksPage(settings: WorksSettings, ledger: Ledger): string {
  const { project, title } = settings;
  const working = ledger.workers.filter(({ status }) => status === "Active").length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(project.name)} · ${escape(title)}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header>
<p class="system">${escape(title)} <span>plain DCI system, demo</span></p>
<h1>${escape(project.name)}</h1>
<p>${escape(project.region)} · ${project.places} places · ${project.wage_per_day} a day for ${project.days} days · begins ${escape(project.first_day)}</p>
<p class="link">${linkLine(ledger)}</p>
</header>
<main>
<section>
<h2>1. Search the registry</h2>
<p>Households of ${escape(project.region)} with a member of working age who is not employed. The registry decides whom it may tell us of.</p>
<form method="post" action="/search"><button>Search households</button></form>
${searchLine(ledger)}
</section>
<section>
<h2>2. The household names its member</h2>
${householdList(ledger)}
</section>
<section>
<h2>3. Who works (${working} of ${project.places} places)</h2>
${workerTable(ledger.workers)}
</section>
<section>
<h2>What the registry told us</h2>
${heardList(ledger)}
</section>
</main>
</body>
</html>
`;
}

function linkLine({ link, subscription }: Ledger): string {
  if (link.problem)
    return `<strong>Link to the registry is down:</strong> ${escape(link.problem)}. We keep trying; nothing is lost.`;
  if (!link.reached_at) return "Not connected to the registry yet.";
  const states = {
    none: "no standing subscription yet",
    asked: "standing subscription asked for",
    active: "standing subscription active",
    refused: "the registry refused the standing subscription",
  };
  const heard = link.heard_at ? `, last heard from ${clock(link.heard_at)}` : "";
  return `Link to the registry is up: last reached ${clock(link.reached_at)}${heard}; ${states[subscription.state]}.`;
}

function searchLine({ search, households }: Ledger): string {
  if (!search.at) return '<p class="quiet">Not searched yet.</p>';
  if (search.problem) {
    return `<p role="alert">The search of ${clock(search.at)} was not answered: ${escape(search.problem)}.</p>`;
  }
  return `<p role="status">${search.total} household${search.total === 1 ? "" : "s"} found at ${clock(search.at)}, ${households.length} shown.</p>`;
}

function householdList({ households, workers }: Ledger): string {
  if (households.length === 0)
    return '<p class="quiet">Search first; the households found stand here.</p>';
  const named = new Set(workers.map(({ member }) => member.id));
  return `<ul class="cards">${households.map((one) => householdCard(one, named)).join("")}</ul>`;
}

function householdCard(
  { id, number, place, size, members }: Household,
  named: Set<string>,
): string {
  const lines = members.map((member) => {
    const action = named.has(member.id)
      ? '<span class="done">named</span>'
      : `<form method="post" action="/name"><input type="hidden" name="household" value="${escape(id)}"><input type="hidden" name="member" value="${escape(member.id)}"><button>Name ${escape(member.name)}</button></form>`;
    return `<li>${escape(member.name)} <span class="quiet">${escape(member.birth_date)}</span> ${action}</li>`;
  });
  return `<li><h3>${escape(number)}</h3><p class="quiet">${escape(place)}${size ? ` · ${size} people` : ""}</p><ul>${lines.join("")}</ul></li>`;
}

function workerTable(workers: readonly Worker[]): string {
  if (workers.length === 0) return '<p class="quiet">Nobody is enrolled yet.</p>';
  const rows = workers.map(
    ({ member, household, status, since, news, reason }) => `<tr>
<th scope="row">${escape(member.name)}</th><td>${escape(household)}</td><td>${status} since ${escape(since)}</td>
<td>${{ waiting: "waits to be told", told: "registry told", refused: `registry says no: ${escape(reason)}` }[news]}</td>
<td>${statusForm(member.id, status)}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th scope="col">Worker</th><th scope="col">Household</th><th scope="col">Status</th><th scope="col">News</th><th scope="col">Change</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function statusForm(member: string, status: Worker["status"]): string {
  const next = { Active: ["Suspended", "Exited"], Suspended: ["Exited"], Exited: [] }[status];
  const buttons = next
    .map((word) => `<button name="status" value="${word}">${word}</button>`)
    .join(" ");
  return `<form method="post" action="/status"><input type="hidden" name="member" value="${escape(member)}">${buttons}</form>`;
}

function heardList({ heard }: Ledger): string {
  if (heard.length === 0)
    return '<p class="quiet">Nothing yet. Changes of the people we may know of appear here by themselves.</p>';
  const lines = heard.map(
    ({ at, event, who }) =>
      `<li>${clock(at)} · ${escape(who)} · <code>${escape(event)}</code></li>`,
  );
  return `<ul>${lines.join("")}</ul>`;
}

function clock(iso: string): string {
  return `<time datetime="${escape(iso)}">${escape(iso.slice(0, 10))} ${escape(iso.slice(11, 19))} UTC</time>`;
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}

/** Its style sheet. */
export const worksStyle = `
:root { --ink: #2b2118; --soft: #6b5a48; --line: #e2d8cb; --ground: #fffdf9; --tint: #f7f0e6; --accent: #8a4b12; }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
header { background: var(--tint); border-block-end: 1px solid var(--line); padding: 1.5rem clamp(1rem, 5vw, 4rem); }
main { padding: 0 clamp(1rem, 5vw, 4rem) 3rem; max-inline-size: 72rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin-block: 2rem .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin-block: .5rem; max-inline-size: 70ch; }
.system { font-weight: 600; color: var(--accent); margin: 0; }
.system span, .quiet { font-weight: 400; color: var(--soft); }
.cards { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; }
.cards > li { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; background: #fff; }
.cards ul { list-style: none; padding: 0; margin: .5rem 0 0; }
.cards ul li { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: center; padding-block: .25rem; }
.done { color: #2c6b2f; font-weight: 600; }
button { font: inherit; color: #fff; background: var(--accent); border: 0; border-radius: .375rem; padding: .5rem .875rem; min-block-size: 2.5rem; cursor: pointer; }
button:hover { background: #6f3b0c; }
:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; inline-size: 100%; }
th, td { text-align: start; padding: .5rem .75rem .5rem 0; border-block-end: 1px solid var(--line); vertical-align: top; }
form { display: inline-flex; gap: .375rem; margin: 0; }
`;
