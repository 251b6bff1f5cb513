/** The report as JSON and as one page of HTML that needs no script. */
import { levels, verdicts, type Verdict } from "./clause.ts";
import type { Exchange } from "./evidence.ts";
import type { Result, Run } from "./run.ts";
import { byOperation, conforms, countsOf, lacking } from "./summary.ts";

/** Everything, for machines. */
export function jsonReport(runs: readonly Run[]): string {
  const report = runs.map((run) => ({
    ...run,
    conforms: conforms(run),
    counts: countsOf(run.results),
  }));
  return `${JSON.stringify({ format: "tandem-conformance/1", runs: report }, undefined, 2)}\n`;
}

const names: Record<Verdict, string> = {
  pass: "Pass",
  fail: "Fail",
  not_offered: "Not offered",
  skipped: "Skipped",
  broken: "Checker broken",
};

/** The same for people: the summary first, then what is lacking, then every clause with evidence. */
export function htmlReport(runs: readonly Run[]): string {
  const title = `DCI conformance: ${runs.map(({ receiver_id }) => receiver_id).join(", ")}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${safe(title)}</h1>
${runs.map(runSection).join("\n")}
</main>
</body>
</html>
`;
}

function runSection(run: Run, index: number): string {
  const groups = byOperation(run.results);
  const verdict = conforms(run) ? "No <em>must</em> fails." : "Some <em>must</em> fails.";
  return `<section aria-labelledby="run-${index}">
<h2 id="run-${index}">${safe(run.system.toUpperCase())}: ${safe(run.base_url)}</h2>
<p class="verdict ${conforms(run) ? "pass" : "fail"}">${verdict}</p>
<p>Asked as <code>${safe(run.sender_id)}</code> of <code>${safe(run.receiver_id)}</code>, signing
<code>${safe(run.sign)}</code>, from <time>${safe(run.started)}</time> to
<time>${safe(run.ended)}</time>.</p>
${countTable(run)}
${lackList(run)}
<h3>Every clause</h3>
${[...groups].map(([operation, results]) => group(operation, results)).join("\n")}
</section>`;
}

function countTable(run: Run): string {
  const counts = countsOf(run.results);
  const heads = verdicts.map((verdict) => `<th scope="col">${names[verdict]}</th>`).join("");
  const rows = levels.map((level) => {
    const cells = verdicts.map((verdict) => `<td>${counts[level][verdict]}</td>`).join("");
    return `<tr><th scope="row">${level}</th>${cells}</tr>`;
  });
  return `<table><caption>Clauses by level and verdict</caption>
<thead><tr><th scope="col">Level</th>${heads}</tr></thead>
<tbody>${rows.join("")}</tbody></table>`;
}

function lackList(run: Run): string {
  const lacks = [...lacking(run.results)];
  if (lacks.length === 0) return "<h3>What is lacking</h3><p>Nothing that was tried.</p>";
  const items = lacks.map(([operation, results]) => {
    const inner = results.map(
      ({ level, title, said, verdict }) =>
        `<li><strong>${level}, ${names[verdict].toLowerCase()}:</strong> ${safe(title)} ${safe(said.join(" "))}</li>`,
    );
    return `<li><code>${safe(operation)}</code><ul>${inner.join("")}</ul></li>`;
  });
  return `<h3>What is lacking</h3><ul class="lacks">${items.join("\n")}</ul>`;
}

function group(operation: string, results: readonly Result[]): string {
  const failed = results.filter(({ verdict }) => verdict === "fail").length;
  const count = `${results.length} clauses${failed > 0 ? `, ${failed} failed` : ""}`;
  return `<h4><code>${safe(operation)}</code> <small>${count}</small></h4>
${results.map(clauseBlock).join("\n")}`;
}

function clauseBlock({ id, title, source, level, verdict, said, evidence, ms }: Result): string {
  return `<details class="clause">
<summary><span class="${verdict}">${names[verdict]}</span> <b>${level}</b> ${safe(title)}</summary>
<p><code>${safe(id)}</code>, ${safe(source)}; ${ms} ms</p>
${said.length > 0 ? `<ul>${said.map((one) => `<li>${safe(one)}</li>`).join("")}</ul>` : ""}
${evidence.map(exchangeBlock).join("\n")}
</details>`;
}

function exchangeBlock({ at, what, sent, status, got }: Exchange): string {
  const answer = status === undefined ? "Came" : `Answered ${status}`;
  return `<h5>${safe(what)} <time>${safe(at)}</time></h5>
${sent === undefined ? "" : `<p>Sent</p><pre tabindex="0">${safe(sent)}</pre>`}
${got === undefined ? "" : `<p>${answer}</p><pre tabindex="0">${safe(got)}</pre>`}`;
}

/** What a stranger sent must not become markup. */
function safe(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; }
caption { text-align: start; padding-block: .5rem; }
th, td { border: 1px solid; padding: .25rem .75rem; text-align: end; }
th[scope=row] { text-align: start; }
.verdict { font-weight: bold; font-size: 1.25rem; border-inline-start: .5rem solid; padding-inline-start: .75rem; }
details.clause { border-block-end: 1px solid #8888; padding-block: .35rem; }
summary span { display: inline-block; min-width: 7rem; font-weight: bold; }
.pass { color: light-dark(#12602c, #7fd69b); }
.fail, .broken { color: light-dark(#a01616, #ff9d94); }
.not_offered { color: light-dark(#7a4a00, #f0bd6a); }
pre { overflow: auto; max-height: 24rem; padding: .75rem; border: 1px solid #8888; font-size: .85rem; }
small, time { font-weight: normal; }
`;
