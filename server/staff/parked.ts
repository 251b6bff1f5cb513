import { refused } from "../../domain/change.ts";
import { valueOf, type StoredRecord } from "../../domain/record.ts";
import type { Store } from "../../store/database.ts";
import { isUuid, loadRecords } from "../../store/load.ts";
import { discardParked, listParked, releaseParked, type Parked } from "../../store/parked.ts";
import { displayName } from "../../store/projection.ts";
import { ParkedDecision, ParkedList, type ParkedView } from "../api/link-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";

/** Records that a partner refused: what waits, and the decision over it, which is a supervisor's. */
export function parkedRoutes(doors: Doors): void {
  const list = { url: "/parked", summary: "Records a partner refused", answer: ParkedList };
  get(doors, list, async ({ hosted }) => done({ items: await parkedViews(hosted) }));

  const decide = {
    url: "/parked/:id/decision",
    summary: "Send a refused record again, or give up what waits of it",
    body: ParkedDecision,
    answer: ParkedList,
  };
  post(doors, decide, async ({ hosted, store, id, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.forbidden");
    if (!isUuid(id)) return refused("err.not_found");
    const reason = body.reason?.trim() ?? "";
    if (body.decision === "discard" && reason === "") {
      return refused("err.bad_input", ["/reason"]);
    }
    const isDone =
      body.decision === "release"
        ? (await releaseParked(store, [id], worker, reason)) > 0
        : await discardParked(store, id, worker, reason);
    return isDone ? done({ items: await parkedViews(hosted) }) : refused("err.not_found");
  });
}

async function parkedViews(hosted: Hosted): Promise<ParkedView[]> {
  const parked = await listParked(hosted.store);
  const about = await aboutWhom(hosted.store, parked);
  return parked.map((one) => {
    const { person, household } = about.get(one.record_id) ?? { person: null, household: null };
    return {
      id: one.id,
      partner: systemRef(hosted, one.partner),
      type: one.type,
      person: person?.id ?? null,
      household,
      name: person ? displayName(valueOf(person.state, "name")) : "",
      code: one.code,
      reason: one.reason,
      attempts: one.attempts,
      at: one.at.toISOString(),
      behind: Math.max(0, one.own_version - one.ver),
    };
  });
}

/** The person a refused record is, or is about, and the household whose page shows it. */
async function aboutWhom(store: Store, parked: readonly Parked[]) {
  const records = await loadRecords(
    store,
    parked.map(({ record_id }) => record_id),
  );
  const subjects = await loadRecords(
    store,
    [...records.values()].flatMap(({ subject }) => subject ?? []),
  );
  return new Map(
    [...records.values()].map((record) => [record.id, placed(record, subjects)] as const),
  );
}

function placed(record: StoredRecord, subjects: ReadonlyMap<string, StoredRecord>) {
  const person = record.type === "Person" ? record : subjects.get(record.subject ?? "");
  const home = record.type === "Household" ? record.id : (person?.household ?? record.household);
  return { person: person ?? null, household: home };
}
