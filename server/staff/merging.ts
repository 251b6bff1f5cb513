import { refused, type Deciding } from "../../domain/change.ts";
import {
  askMerge,
  bringBack,
  dropMerge,
  mergeAsked,
  mergedInto,
  mergeRecords,
  unmergeRecord,
  withdrawRecord,
  type MergeDecided,
} from "../../domain/merging.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadJoined } from "../../store/aliases.ts";
import type { Store } from "../../store/database.ts";
import { isUuid, loadAbout, loadLinks, loadRecord, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { MergeBody, MergeConfirmBody, ReasonBody } from "../api/joining-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { done, post, type Call, type Doors } from "./doors.ts";

const joinable: readonly string[] = ["Person", "Household"];

/** Two records that are one, and one that should not be: joined, parted, withdrawn, brought back. */
export function mergingRoutes(doors: Doors): void {
  const merge = {
    url: "/records/:id/merge",
    summary: "Ask a second person to join this person or household into another record of the same",
    body: MergeBody,
    answer: Created,
  };
  post(doors, merge, (call) =>
    decided(call, "record.merge_ask", async (store, ctx, record) => {
      const into = call.body.into;
      if (!isUuid(into)) return refused("err.bad_input", ["/into"]);
      const winner = await standingFor(store, into);
      if (!winner) return refused("err.not_found");
      const { reason } = call.body;
      return askMerge(ctx, record, winner, { reason, name: nameOf(winner) });
    }),
  );

  const confirm = {
    url: "/records/:id/merge/confirm",
    summary: "Join two records as somebody else asked: the second person's word",
    body: MergeConfirmBody,
    answer: Created,
  };
  post(doors, confirm, (call) =>
    decided(call, "record.merge", async (store, ctx, record) => {
      const asked = mergeAsked(record.state);
      if (!asked) return refused("err.decided", ["/into"]);
      if (asked.id !== call.body.into) return refused("err.stale", ["/into"]);
      const winner = await standingFor(store, asked.id);
      return winner ? mergeRecords(ctx, record, winner, asked) : refused("err.not_found");
    }),
  );

  const drop = {
    url: "/records/:id/merge/drop",
    summary: "Keep two records apart that somebody asked to be joined",
    body: ReasonBody,
    answer: Created,
  };
  post(doors, drop, (call) =>
    decided(call, "record.merge_drop", (_, ctx, record) =>
      Promise.resolve(dropMerge(ctx, record, call.body.reason)),
    ),
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

/** The record under which one shows now. */
async function standingFor(store: Store, id: string): Promise<StoredRecord | null> {
  const group = (await loadJoined(store, [id])).get(id);
  return loadRecord(store, group?.winner ?? id);
}

function nameOf({ type, state }: StoredRecord): string {
  return type === "Person" ? displayName(valueOf(state, "name")) : textOf(state, "number");
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
