import { refused, type Deciding } from "../../domain/change.ts";
import { stampOf } from "../../domain/hlc.ts";
import { textOf } from "../../domain/record.ts";
import {
  mayBeReferred,
  openReferralFor,
  refer,
  serviceOf,
  type NewReferral,
} from "../../domain/referring.ts";
import { referralService } from "../../domain/referral-services.ts";
import { act } from "../../store/act.ts";
import { activeAgreement } from "../../store/partners.ts";
import { dropDraft } from "../../store/referrals.ts";
import {
  BenefitsBody,
  PersonReferrals,
  ReferBody,
  ReferralPreview,
  Referred,
} from "../api/referral-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, post, type Call, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { askBenefits, benefitsAsked } from "./referral-benefits.ts";
import { loadReferralClocks } from "./referral-clocks.ts";
import { loadReferring, officesOf } from "./referral-loading.ts";
import { nothing_leaves, previewLeaving } from "./referral-preview.ts";
import { sha256 } from "./sha256.ts";

/** Referring somebody: what would leave, what is asked before, and sending it. */
export function sendingRoutes(doors: Doors): void {
  const preview = {
    url: "/people/:id/referrals/preview",
    summary: "Exactly what would leave with a referral, under which agreement; nothing leaves",
    body: ReferBody,
    answer: ReferralPreview,
    reads: true as const,
  };
  post(doors, preview, (call) => previewNow(doors, call));

  const benefits = {
    url: "/people/:id/referrals/benefits",
    summary: "Ask social protection which benefits the person receives, before referring",
    body: BenefitsBody,
    answer: PersonReferrals.properties.options.items.properties.benefits,
  };
  post(doors, benefits, async (call) => {
    const { hosted, body, id } = call;
    const found = await loadReferring(hosted, id);
    if (!found) return refused("err.not_found");
    const asked = await askBenefits(doors, call, found.person);
    return asked.ok ? done(await benefitsAsked(doors, hosted, body.partner, found.person)) : asked;
  });

  const send = {
    url: "/people/:id/referrals",
    summary: "Refer a person, with that person's yes; an open referral for the same is the answer",
    body: ReferBody,
    answer: Referred,
    status: 201 as const,
  };
  post(doors, send, async (call) => {
    const { store, hosted, id } = call;
    const acted = await act(store, call.acting("referral.send"), async (ctx) => {
      const asked = await askedFor(doors, call);
      if (!asked.ok) return asked;
      const { person, referrals, input, agreement, plain } = asked;
      if (!agreement) return refused("err.not_agreed", ["/partner"]);
      const decided = refer(ctx, person, input, referrals);
      const after = decided.ok ? decided.changes[0]?.after : undefined;
      if (!decided.ok || !after) return decided.ok ? { ...decided, result: decided } : decided;
      const { why } = await previewLeaving(store, agreement, person, after, plain);
      if (why !== "") return refused("err.not_agreed", ["/partner"]);
      return { ...decided, result: decided };
    });
    if (!acted.ok) return acted;
    const { found, id: referral } = acted.result;
    const person = await loadReferring(hosted, id);
    if (person) await dropDraft(store, call.worker.name, person.person.id);
    return done({ id: referral, found });
  });
}

async function previewNow(doors: Doors, call: Call<ReferBody>) {
  const { hosted, store, worker } = call;
  const asked = await askedFor(doors, call);
  if (!asked.ok) return asked;
  const { person, referrals, input, agreement, plain } = asked;
  const open = openReferralFor(referrals, input.to.id, input.service.id);
  const { fits, reasons } = mayBeReferred(person.state, input.service, todayOf(hosted));
  const unmet = reasons.filter(({ met }) => !met).map(({ rule }) => rule);
  const said = {
    to: systemRef(hosted, input.to.id),
    agreement: agreement
      ? {
          id: agreement.id,
          basis: agreement.basis,
          text: agreement.basis_text,
          until: agreement.valid_until.slice(0, 10),
        }
      : null,
    unmet,
    open: open?.id ?? null,
  };
  if (!agreement) return done({ ...said, ...nothing_leaves, why: "not_agreed" as const });
  if (!fits) return done({ ...said, ...nothing_leaves, why: "rules" as const });
  const ctx = decidingNow(hosted, worker, doors);
  // What was not asked yet does not keep the worker from seeing what would leave.
  const benefits = input.benefits_asked ?? {
    at: ctx.nowIso,
    answer: "could_not_be_checked" as const,
  };
  const to_sp = input.to.kind === "sp" ? benefits : null;
  const decided = refer(ctx, person, { ...input, benefits_asked: to_sp }, []);
  if (!decided.ok) return decided;
  const after = decided.changes[0]?.after;
  if (!after) return refused("err.internal");
  return done({ ...said, ...(await previewLeaving(store, agreement, person, after, plain)) });
}

/** A decision that is only looked at. */
function decidingNow({ store, systems }: Hosted, by: Deciding["by"], { node }: Doors): Deciding {
  const ms = store.clock.nowMs();
  const { id, kind } = store.system;
  const nowIso = new Date(ms).toISOString();
  return { self: { id, kind }, systems, by, nowIso, tick: stampOf(ms), newId: node.newId };
}

/** What a worker asks for, as the domain's command. */
async function askedFor(doors: Doors, { hosted, worker, body, id }: Call<ReferBody>) {
  const found = await loadReferring(hosted, id);
  if (!found) return refused("err.not_found");
  const { person, referrals } = found;
  const partner = (await officesOf(hosted)).find((one) => one.id === body.partner);
  if (!partner) return refused("err.bad_input", ["/partner"]);
  const service = referralService(partner.kind, body.service);
  if (!service) return refused("err.bad_input", ["/service"]);
  const nowIso = new Date(hosted.store.clock.nowMs()).toISOString();
  const agreement = await activeAgreement(hosted.store, hosted.store.system.id, partner.id, nowIso);
  const same = referrals.filter(
    (one) => textOf(one.state, "to") === partner.id && serviceOf(one)?.id === service.id,
  );
  const clocks = await loadReferralClocks(hosted);
  const input: NewReferral = {
    id: idOf([hosted.store.system.id, person.id, partner.id, service.id, String(same.length)]),
    to: { id: partner.id, kind: partner.kind },
    service,
    service_name: service.name,
    clock: clocks.of(partner.id, service.id),
    reason: body.reason.trim(),
    needs: (body.needs ?? "").trim(),
    contact: body.contact,
    consent: { ...body.consent, heard_by: worker.name },
    agreement: agreement?.id.slice(0, 200) ?? "",
    benefits_asked:
      partner.kind === "sp" ? await benefitsAsked(doors, hosted, partner.id, person) : null,
  };
  return { ok: true as const, person, referrals, input, agreement, plain: partner.plain };
}

/** Of who, what and how often: two presses at once make one record. */
function idOf(parts: readonly string[]): string {
  const hash = sha256(parts.join("\n"));
  const cut = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`];
  return [...cut, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join("-");
}
