import { consentMethods, contactChannels } from "../../domain/records/referral.ts";
import type { DraftBody, ReferBody } from "../../server/api/referral-schemas.ts";

/** What was typed of a referral, as it is kept for its worker. */
export type ReferDraft = NonNullable<DraftBody["draft"]>;

export const emptyDraft: ReferDraft = {
  partner: "",
  service: "",
  reason: "",
  needs: "",
  channel: "phone",
  when: "",
  leave_message: false,
  consent_on: "",
  consent_method: "",
};

/** A kept draft as it can be typed on; one of another shape begins anew. */
export function readDraft(kept: unknown): ReferDraft {
  if (typeof kept !== "object" || kept === null) return emptyDraft;
  const given = kept as Record<string, unknown>;
  const same = Object.entries(emptyDraft).filter(
    ([name, value]) => typeof given[name] === typeof value,
  );
  const taken = Object.fromEntries(same.map(([name]) => [name, given[name]]));
  return { ...emptyDraft, ...taken };
}

export function isEmptyDraft(draft: ReferDraft): boolean {
  return [draft.reason, draft.needs, draft.when].every((text) => text.trim() === "");
}

/**
 * The referral as it would be sent; null: too little is chosen to say what would leave. A preview
 * asks with the day of today and a usual way where the person's yes is not typed yet.
 */
export function referBody(draft: ReferDraft, today: string): ReferBody | null {
  const channel = contactChannels.find((one) => one === draft.channel);
  const method = consentMethods.find((one) => one === draft.consent_method) ?? "by_voice";
  const reason = draft.reason.trim();
  if (draft.partner === "" || draft.service === "" || reason === "" || !channel) return null;
  const when = draft.when.trim();
  const needs = draft.needs.trim();
  return {
    partner: draft.partner,
    service: draft.service,
    reason,
    ...(needs === "" ? {} : { needs }),
    contact: { channel, leave_message: draft.leave_message, ...(when === "" ? {} : { when }) },
    consent: { on: draft.consent_on || today, method },
  };
}
