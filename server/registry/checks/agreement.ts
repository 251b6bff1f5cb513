import { agreementsInForce } from "../../../store/partners.ts";
import type { Check } from "../knock.ts";

/** Nothing is told and nothing is taken in without an agreement in force. */
export const agreement: Check = async (knock) => {
  const { door, partner, nowMs, row } = knock;
  if (!partner) return { code: "err.request.unauthorized" };
  const { store } = door.hosted;
  const nowIso = new Date(nowMs).toISOString();
  const { out, back } = await agreementsInForce(store, partner.id, nowIso);
  knock.toPartner = out;
  knock.fromPartner = back;
  const needed = { out, in: back, either: out ?? back }[row.under];
  return needed ? null : { code: "err.request.forbidden" };
};
