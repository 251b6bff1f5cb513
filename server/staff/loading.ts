import { claimsAbout } from "../../store/claims.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Worker } from "../../domain/records/values.ts";
import { isDeathTold } from "../../domain/vital-status.ts";
import { loadAbout, loadLinks, loadRecord } from "../../store/load.ts";
import { readDeaths } from "../../store/reading/deaths.ts";
import { activeAgreement } from "../../store/partners.ts";
import type { Hosted } from "../hosting.ts";
import type { Loaded } from "./field-view.ts";

/** What the views of these records need beside them; `about` are records that may hold proposals. */
export async function loadedFor(
  hosted: Hosted,
  records: readonly StoredRecord[],
  about: readonly StoredRecord[],
  worker: Worker | null = null,
): Promise<Loaded> {
  const ids = records.map((record) => record.id);
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
    worker,
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

/** A person and everything about the person; null when there is no such person here. */
export async function loadPerson(
  hosted: Hosted,
  id: string,
): Promise<{ person: StoredRecord; about: StoredRecord[] } | null> {
  const person = await loadRecord(hosted.store, id);
  if (person?.type !== "Person") return null;
  const about = await loadAbout(hosted.store, [id], ["Enrolment", "Service", "Proposal"]);
  return { person, about };
}

/** The day in UTC by the store's clock. */
export function todayOf(hosted: Hosted): string {
  return new Date(hosted.store.clock.nowMs()).toISOString().slice(0, 10);
}
