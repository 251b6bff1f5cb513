/** G8 and G10: what leaves, under which agreement, and that it goes out once and never back. */
import type { Agreed, LogEvent, Sent } from "./journal.ts";
import { Findings, groupBy, type Rule } from "./verdict.ts";

/** G8: every field of every request is allowed at the moment the request begins. */
export const agreementsHold: Rule = (journal) => {
  const findings = new Findings();
  for (const system of journal.meta.systems) {
    const sent = findings.need(journal, system, "sent", "G8");
    const agreements = findings.need(journal, system, "agreements", "G8");
    if (!sent || !agreements) continue;
    for (const request of sent) {
      if (request.answer === "not_sent" || request.items.length === 0) continue;
      findings.count("payloads checked");
      const inForce = agreements.filter((one) => covers(one, request));
      if (inForce.length === 0) {
        const what = `${request.id} left to ${request.to} at ${request.at} without an agreement`;
        findings.found("G8.no_agreement", system, request.items[0]?.key ?? "", what);
        continue;
      }
      for (const { key, type = "", fields = [] } of request.items) {
        const allowed = new Set(inForce.flatMap((one) => one.fields[type] ?? []));
        const outside = fields.filter((field) => !allowed.has(field.split("/")[0] ?? ""));
        findings.count("fields checked", fields.length);
        if (outside.length === 0) continue;
        findings.found("G8.field", system, key, `${request.id} tells ${outside.join(", ")}`);
      }
    }
  }
  return findings;
};

function covers({ partner, purpose, from, until }: Agreed, request: Sent): boolean {
  if (partner !== request.to || request.at < from) return false;
  if (until !== null && request.at > until) return false;
  return !purpose || !request.purpose || purpose === request.purpose;
}

/** G10: nothing goes back to its origin, only hubs pass on, and hearing something makes no version. */
export const nothingEchoes: Rule = (journal) => {
  const findings = new Findings();
  const { hubs = [], systems } = journal.meta;
  for (const system of systems) {
    const sent = findings.need(journal, system, "sent", "G10");
    for (const { to, id, items } of sent ?? []) {
      for (const { key, origin, ver } of items) {
        findings.count("items held against their origin");
        if (origin === to) findings.found("G10.back", system, key, `${id}: ${origin} ${ver}`);
        else if (origin !== system && !hubs.includes(system)) {
          findings.found("G10.passed_on", system, key, `${id}: ${origin} ${ver} to ${to}`);
        }
      }
    }
    const { events = [], acked } = journal.systems.get(system) ?? {};
    if (!acked) continue;
    const byKey = groupBy(
      [...events].sort((a, b) => a.seq - b.seq),
      ({ key }) => key,
    );
    const written = groupBy(acked, ({ key }) => key);
    for (const [key, chain] of byKey) {
      for (const event of chain) {
        if (event.origin !== system || !repeats(event, chain)) continue;
        const isWritten = (written.get(key) ?? []).some(
          ({ ver, field, value }) =>
            ver === event.ver ||
            (field !== undefined && event.fields?.[field]?.some(({ v }) => v === value)),
        );
        if (isWritten) continue;
        findings.found("G10.echo", system, key, `own version ${event.ver} repeats a partner's`);
      }
    }
  }
  return findings;
};

/** Does an event say only what others wrote, or what a partner's event of the record said before it? */
function repeats(event: LogEvent, chain: readonly LogEvent[]): boolean {
  const fields = Object.entries(event.fields ?? {});
  if (fields.length === 0) return false;
  if (fields.every(([, versions]) => versions.every(({ o }) => o !== event.origin))) return true;
  const before = chain.filter(({ seq, origin }) => seq < event.seq && origin !== event.origin);
  return fields.every(([field, versions]) =>
    versions.every(({ v }) =>
      before.some((other) => other.fields?.[field]?.some((known) => known.v === v)),
    ),
  );
}
