import { claimsAbout } from "../../store/claims.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Worker } from "../../domain/records/values.ts";
import { isDeathTold } from "../../domain/vital-status.ts";
import { loadJoined } from "../../store/aliases.ts";
import { isUuid, loadAbout, loadLinks, loadRecord } from "../../store/load.ts";
import { readDeaths } from "../../store/reading/deaths.ts";
import { activeAgreement } from "../../store/partners.ts";
import type { Hosted } from "../hosting.ts";
import type { Loaded } from "./field-view.ts";
import { showJoined } from "./joining.ts";
import { lawsOf } from "./laws.ts";

/** What the views of these records need beside them; `about` are records that may hold proposals. */
export async function loadedFor(
  hosted: Hosted,
  records: readonly StoredRecord[],
  about: readonly StoredRecord[],
  worker: Worker | null = null,
  joined: Loaded["joined"] = new Map(),
): Promise<Loaded> {
  const ids = [...records, ...[...joined.values()].flat()].map((record) => record.id);
  const [partners, links] = await Promise.all([hosted.partners(), loadLinks(hosted.store, ids)]);
  const partnerIds = partners.map((partner) => partner.id);
  const proposals = about.filter((record) => record.type === "Proposal");
  return {
    hosted,
    today: todayOf(hosted),
    partnerIds,
    links,
    proposable: await proposableTo(hosted),
    proposals,
    claims: await claimsAbout(
      hosted.store,
      proposals.flatMap(({ subject }) => subject ?? []),
    ),
    deaths: await readDeaths(
      hosted.store,
      records.filter(wasTold).map(({ id }) => id),
    ),
    laws: await lawsOf(hosted.store, [...records, ...about]),
    worker,
    joined,
  };
}

/** Was anything ever told of this person's death? Of most people nothing was, and nothing is read. */
function wasTold({ type, state }: StoredRecord): boolean {
  const told = state.fields["vital_status"] ?? [];
  return type === "Person" && (isDeathTold(state) || told.some(({ n }) => (n ?? 0) > 0));
}

/** `Type.field` of everything that an agreement in force lets us tell one of the partners. */
export async function proposableTo(hosted: Hosted): Promise<Set<string>> {
  const { store } = hosted;
  const partnerIds = (await hosted.partners()).map((partner) => partner.id);
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const agreements = await Promise.all(
    partnerIds.map((partner) => activeAgreement(store, store.system.id, partner, nowIso)),
  );
  return new Set(
    agreements.flatMap((agreement) =>
      Object.entries(agreement?.records ?? {}).flatMap(([type, fields]) =>
        fields.map((field) => `${type}.${field}`),
      ),
    ),
  );
}

/**
 * A person and everything about the person, under whatever record it was asked for; null when there
 * is no such person here.
 */
export async function loadPerson(
  hosted: Hosted,
  id: string,
): Promise<{
  person: StoredRecord;
  about: StoredRecord[];
  joined: Loaded["joined"];
} | null> {
  const { store } = hosted;
  if (!isUuid(id)) return null;
  const root = (await loadJoined(store, [id])).get(id)?.winner ?? id;
  const [found, around] = await Promise.all([
    loadRecord(store, root),
    loadAbout(store, [root], ["Enrolment", "Service", "Proposal"]),
  ]);
  if (found?.type !== "Person") return null;
  const { records, joined } = await showJoined(hosted, [found, ...around], root);
  const person = records.find((record) => record.id === root);
  if (!person) return null;
  return { person, about: records.filter((record) => record.id !== root), joined };
}

/** The day in UTC by the store's clock. */
export function todayOf(hosted: Hosted): string {
  return new Date(hosted.store.clock.nowMs()).toISOString().slice(0, 10);
}
