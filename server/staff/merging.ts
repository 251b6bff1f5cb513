import { refused, type Deciding } from "../../domain/change.ts";
import {
  bringBack,
  mergedInto,
  mergeRecords,
  unmergeRecord,
  withdrawRecord,
  type MergeDecided,
} from "../../domain/merging.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadJoined } from "../../store/aliases.ts";
import type { Store } from "../../store/database.ts";
import { isUuid, loadAbout, loadLinks, loadRecord, loadRecords } from "../../store/load.ts";
import { MergeBody, ReasonBody } from "../api/joining-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { done, post, type Call, type Doors } from "./doors.ts";

const joinable: readonly string[] = ["Person", "Household"];

/** Two records that are one, and one that should not be: joined, parted, withdrawn, brought back. */
export function mergingRoutes(doors: Doors): void {
  const merge = {
    url: "/records/:id/merge",
    summary: "Join this person or household into another record of the same",
    body: MergeBody,
    answer: Created,
  };
  post(doors, merge, (call) =>
    decided(call, "record.merge", async (store, ctx, record) => {
      const into = call.body.into;
      if (!isUuid(into)) return refused("err.bad_input", ["/into"]);
      const roots = await loadJoined(store, [into]);
      const winner = await loadRecord(store, roots.get(into)?.winner ?? into);
      if (!winner) return refused("err.not_found");
      return mergeRecords(ctx, record, winner, call.body.reason);
    }),
  );

  const unmerge = {
    url: "/records/:id/unmerge",
    summary: "Part this record from the one it was joined into",
    body: ReasonBody,
    answer: Created,
  };
  post(doors, unmerge, (call) =>
    decided(call, "record.unmerge", async (store, ctx, record) =>
      unmergeRecord(ctx, record, await joinedBack(store, record), call.body.reason),
    ),
  );

  const withdraw = {
    url: "/records/:id/withdraw",
    summary: "Withdraw a record that was made by mistake",
    body: ReasonBody,
    answer: Created,
  };
  post(doors, withdraw, (call) =>
    decided(call, "record.withdraw", async (store, ctx, record) => {
      const about = await loadAbout(store, [record.id], ["Enrolment"]);
      return withdrawRecord(ctx, record, about, call.body.reason);
    }),
  );

  const back = {
    url: "/records/:id/bring-back",
    summary: "Bring back a record that was withdrawn",
    body: ReasonBody,
    answer: Created,
  };
  post(doors, back, (call) =>
    decided(call, "record.bring_back", (_, ctx, record) =>
      Promise.resolve(bringBack(ctx, record, call.body.reason)),
    ),
  );
}

async function decided(
  call: Call<unknown>,
  deed: string,
  decide: (store: Store, ctx: Deciding, record: StoredRecord) => Promise<MergeDecided>,
) {
  const { store, id } = call;
  const acted = await act(store, call.acting(deed), async (ctx) => {
    const record = await loadRecord(store, id);
    if (!record || !joinable.includes(record.type)) return refused("err.not_found");
    const made = await decide(store, ctx, record);
    return made.ok ? { ok: true, changes: made.changes, result: record.id } : made;
  });
  return acted.ok ? done({ id: acted.result }) : acted;
}

/** Records on the way from this one's winner that lead back to it: joined in the opposite direction. */
async function joinedBack(store: Store, record: StoredRecord): Promise<StoredRecord[]> {
  const group = (await loadJoined(store, [record.id])).get(record.id);
  if (!group) return [];
  const others = group.members.filter((id) => id !== record.id);
  const [records, links] = await Promise.all([
    loadRecords(store, others),
    loadLinks(store, [record.id]),
  ]);
  const names = new Set([record.key, ...links.map(({ key }) => key)]);
  const mine = mergedInto(record.state);
  const isBack = ({ key, state }: StoredRecord) =>
    names.has(mergedInto(state) ?? "") && (mine === key || group.winner === record.id);
  return [...records.values()].filter(isBack);
}
