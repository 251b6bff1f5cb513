import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Agreement } from "../../domain/agreement.ts";
import { replaceFile } from "../../main/data-folder.ts";
import type { WorksPlace } from "../../main/node-settings.ts";
import type { Store } from "../../store/database.ts";
import { activeAgreement, partnerById, putAgreement, putPartner } from "../../store/partners.ts";
import { newKey, publishedKeys } from "../public-works/new-key.ts";
import { readWorksSettings, type WorksSettings } from "../public-works/settings.ts";
import { demoAgreement } from "./agreements.ts";

/** The programme's sender id. */
export const works_id = "works.demo";
const title = "Public works programme";
const token_bytes = 32;

/**
 * Makes the public works programme a partner of the social registry: keys, tokens both ways and the
 * agreements of both directions. It is a plain DCI system to the registry, and to itself the
 * registry is nothing else. What both sides hold already stays; addresses may have moved.
 */
export async function introduceWorks(
  store: Store,
  baseUrl: string,
  registryPath: string,
  place: WorksPlace,
  nowIso: string,
): Promise<void> {
  const known = await partnerById(store, works_id);
  const kept =
    known && existsSync(place.settingsFile) ? readWorksSettings(place.settingsFile) : null;
  const key = kept?.key ?? newKey();
  const toThem = known?.token_out ? store.sealer.open(known.token_out) : "";
  const stands = kept !== null && known !== null && hashOf(toThem) === kept.token_hash;
  const [fromThem, shown] = stands ? [kept.registry.token, toThem] : [newToken(), newToken()];
  const settings: WorksSettings = {
    id: works_id,
    title,
    host: place.host,
    port: place.port,
    registry: {
      id: store.system.id,
      url: `${baseUrl}${registryPath}`,
      keys_url: `${new URL(baseUrl).origin}/.well-known/jwks.json`,
      token: fromThem,
    },
    token_hash: hashOf(shown),
    key,
    ledger_file: place.ledgerFile,
    project: project(nowIso),
  };
  mkdirSync(dirname(place.settingsFile), { recursive: true });
  replaceFile(place.settingsFile, `${JSON.stringify(settings, undefined, 2)}\n`, 0o600);
  await putPartner(store, {
    id: works_id,
    kind: "ess",
    title,
    profile: "standard",
    origin: new URL(place.baseUrl).origin,
    base_url: place.baseUrl,
    jwks: JSON.stringify(publishedKeys(key)),
    jwks_url: `${new URL(place.baseUrl).origin}/.well-known/jwks.json`,
    token_hash: hashOf(fromThem),
    token_out: store.sealer.seal("sensitive", shown),
    // One programme among several: it owns its enrolments, not people's employment. Its link is a
    // standing one, with the checklist of prerequisites.
    terms: { authority: false, standing_link: true },
  });
  for (const agreement of worksAgreements(store.system.id, nowIso)) {
    if (await activeAgreement(store, agreement.from, agreement.to, nowIso)) continue;
    await putAgreement(store, agreement, works_id);
  }
}

/** What the registry may tell of people who were offered work support, and what it hears back. */
function worksAgreements(registry: string, nowIso: string): Agreement[] {
  const out = demoAgreement(registry, works_id, "sp", nowIso);
  const back = demoAgreement(works_id, registry, "ess", nowIso);
  return [
    {
      ...out,
      basis_text:
        "Marovia, Public Works Act (No. 3 of 2024), article 9: the social registry tells the works programme of households of a project area whose members are offered work support, and only what an invitation needs.",
      purposes: ["work_support", "verification"],
      events: ["enrolment", "enrolment_status_change"],
      // Workers may tell it at once, beside what it subscribed to (PRS.EMP.04, push).
      push: ["notify"],
      records: {
        Person: person,
        Household: ["number", "group_type", "locality", "region", "group_size"],
        Enrolment: ["person", "programme", "status", "effective_date", "enrolment_date"],
      },
    },
    {
      ...back,
      basis_text:
        "Marovia, Public Works Act (No. 3 of 2024), article 10: the works programme tells the social registry who works, and since when.",
      purposes: ["work_support", "verification"],
      events: ["enrolment", "enrolment_status_change"],
      records: {
        Person: ["identifiers"],
        Enrolment: ["person", "programme", "status", "effective_date", "enrolment_date"],
      },
    },
  ];
}

/** An invitation's fields; no health, no schooling, no reason for being out of work. */
const person = [
  "identifiers",
  "name",
  "birth_date",
  "phone_number",
  "employment_status",
  "work_offer",
  "household",
];

function project(nowIso: string): WorksSettings["project"] {
  return {
    id: "PWP-HARBOUR",
    name: "Harbour drainage works",
    region: "Port Marov",
    places: 12,
    wage_per_day: 14,
    days: 60,
    first_day: `${Number(nowIso.slice(0, 4)) + 1}-02-01`,
  };
}

function newToken(): string {
  return randomBytes(token_bytes).toString("base64url");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
