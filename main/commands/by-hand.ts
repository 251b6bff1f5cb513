/** What the commands have in common by which an operator decides: whose system, who, and why. */
import { userInfo } from "node:os";
import type { Store } from "../../store/database.ts";
import type { Decider } from "../../store/parked.ts";
import { listPartners, partnerById, type Partner } from "../../store/partners.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import type { SystemKind } from "../node-settings.ts";
import { withRunningSystem } from "../running-system.ts";
import { requireConfig } from "./settings.ts";

export interface ByHand {
  reason?: string;
  by?: string;
}

/** Works with one running system's memory. @throws CannotGoOn when it does not run. */
export function withStore<T>(kind: SystemKind, work: (store: Store) => Promise<T>): Promise<T> {
  return withRunningSystem(requireConfig().config.dataDir, kind, ({ store }) => work(store));
}

/** Who decides at the command line: the name given, else the machine's user. */
export function decider({ by }: ByHand): Decider {
  return { name: by ?? userInfo().username, role: "operator" };
}

/** @throws CannotGoOn when no reason is given. */
export function reasonOf({ reason = "" }: ByHand): string {
  if (reason.trim() !== "") return reason.trim();
  throw new CannotGoOn({ code: exitCodes.usage, line: "--reason is empty. Say why." });
}

/** @throws CannotGoOn when the system has no such partner. */
export async function knownPartner(store: Store, id: string): Promise<Partner> {
  const partner = await partnerById(store, id);
  if (partner) return partner;
  const all = (await listPartners(store)).map((one) => one.id).join(", ") || "none";
  throw new CannotGoOn({
    code: exitCodes.usage,
    line: `${store.system.id} has no partner ${id}. It has: ${all}.`,
  });
}
