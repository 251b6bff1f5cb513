import { wireErrors } from "../../wire/errors.ts";
import { fieldRows } from "./fields.ts";
import { at, isObject, type JsonObject } from "./json-shapes.ts";

/** The OpenAPI document as one page for a person: no script, one style sheet, headings to jump by. */
export function documentPage(document: JsonObject, title: string): string {
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#content">Skip to the operations</a>
<header>
<h1>${escape(title)}</h1>
<p>${escape(at(document, "info", "summary"))}</p>
<p>${escape(at(document, "info", "description"))}</p>
<p><a href="/openapi.json">The same as OpenAPI 3.1</a> · <a href="/.well-known/jwks.json">Keys</a></p>
</header>
<div class="columns">
<nav aria-label="Operations">${tags.map((tag) => navigation(tag, operations)).join("")}
<h2><a href="#errors">Error codes</a></h2></nav>
<main id="content">
${tags.map((tag) => section(document, tag, operations)).join("\n")}
<section id="errors"><h2>Error codes</h2>${errorTable()}</section>
</main>
</div>
</body>
</html>
`;
}

interface Operation {
  method: string;
  path: string;
  id: string;
  tag: string;
  body: JsonObject;
}

function operationsOf(document: JsonObject): Operation[] {
  const paths = at(document, "paths");
  if (!isObject(paths)) return [];
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(isObject(methods) ? methods : {}).map(([method, body]) => ({
      method: method.toUpperCase(),
      path,
      id: text(at(body, "operationId")),
      tag: Array.isArray(at(body, "tags")) ? String((at(body, "tags") as unknown[])[0]) : "",
      body: isObject(body) ? body : {},
    })),
  );
}

function navigation(tag: string, operations: readonly Operation[]): string {
  const links = operations
    .filter((one) => one.tag === tag)
    .map(({ id, path }) => `<li><a href="#${escape(id)}">${escape(shortened(path))}</a></li>`);
  return `<h2>${escape(tag)}</h2><ul>${links.join("")}</ul>`;
}

function section(document: JsonObject, tag: string, operations: readonly Operation[]): string {
  const parts = operations
    .filter((one) => one.tag === tag)
    .map((operation) => article(document, operation));
  return `<section><h2>${escape(tag)}</h2>${parts.join("\n")}</section>`;
}

function article(document: JsonObject, { method, path, id, body }: Operation): string {
  const request = at(body, "requestBody", "content", "application/json");
  const answer = at(body, "responses", "200", "content", "application/json");
  return `<article id="${escape(id)}">
<h3><span class="method">${escape(method)}</span> <code>${escape(path)}</code></h3>
<p>${escape(at(body, "summary"))}</p>
${actionLine(request)}
${request === undefined ? "" : half(document, "Request", request)}
${answer === undefined ? "" : half(document, "Answer", answer)}
</article>`;
}

/** The word `header.action` must be, where the body is an envelope. */
function actionLine(request: unknown): string {
  const header = at(request, "schema", "properties", "header", "allOf");
  const action = Array.isArray(header) ? at(header[1], "properties", "action", "const") : undefined;
  return action === undefined
    ? ""
    : `<p><code>header.action</code> is <code>${escape(action)}</code>.</p>`;
}

/** One direction: the action, the members of the message, and an example folded away. */
function half(document: JsonObject, heading: string, content: unknown): string {
  const schema = at(content, "schema");
  const message = messageSchema(document, schema);
  const rows = fieldRows(message.schema);
  const table =
    rows.length === 0 ? "" : fieldTable(`${heading}: ${message.name}`, message.name, rows);
  const example = at(content, "example");
  const shown =
    example === undefined
      ? ""
      : `<details><summary>Example</summary><pre tabindex="0"><code>${escape(JSON.stringify(example, undefined, 2))}</code></pre></details>`;
  return `<h4>${escape(heading)}</h4>${table}${shown}`;
}

/** Of an envelope the message; of anything else itself. */
function messageSchema(
  document: JsonObject,
  schema: unknown,
): { name: string; schema: JsonObject | undefined } {
  const message = at(schema, "properties", "message", "anyOf");
  const reference = text(at(Array.isArray(message) ? message[0] : schema, "$ref"));
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  const found = at(document, "components", "schemas", name);
  return { name, schema: isObject(found) ? found : undefined };
}

function fieldTable(label: string, caption: string, rows: ReturnType<typeof fieldRows>): string {
  const lines = rows.map(
    ({ path, name, depth, type, required }) =>
      `<tr><th scope="row" class="in-${depth}" title="${escape(path)}"><code>${escape(name)}</code></th><td>${escape(type)}</td><td>${required ? "yes" : "no"}</td></tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(label)}"><table>
<caption>message: ${escape(caption)}</caption>
<thead><tr><th scope="col">Member</th><th scope="col">What</th><th scope="col">Required</th></tr></thead>
<tbody>${lines.join("")}</tbody></table></div>`;
}

function errorTable(): string {
  const lines = Object.entries(wireErrors).map(
    ([code, { status, retryable, text: meaning }]) =>
      `<tr><th scope="row"><code>${escape(code)}</code></th><td>${status}</td><td>${retryable ? "yes" : "no"}</td><td>${escape(meaning)}</td></tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Error codes"><table>
<caption>Codes at the door travel with their HTTP status; codes of an item travel as rjct under 200.</caption>
<thead><tr><th scope="col">Code</th><th scope="col">HTTP</th><th scope="col">Try again</th><th scope="col">Meaning</th></tr></thead>
<tbody>${lines.join("")}</tbody></table></div>`;
}

function shortened(path: string): string {
  return path.replace(/^\/registry\//, "").replace(/^\//, "");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function escape(value: unknown): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text(value).replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}
