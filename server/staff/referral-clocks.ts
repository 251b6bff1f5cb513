import { definitionOf } from "../../domain/programme/programme.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import {
  answersService,
  referralClockOf,
  type ReferralClock,
} from "../../domain/referral-clock.ts";
import { referralService } from "../../domain/referral-services.ts";
import { serviceOf } from "../../domain/referring.ts";
import { loadOfType } from "../../store/load.ts";
import type { Hosted } from "../hosting.ts";
import { isPlain } from "../telling.ts";

const programmes_max = 500;

/** The time each office has for each service, as far as its programmes are known here. */
export interface ReferralClocks {
  of: (office: SystemId, service: string) => ReferralClock;
  /** The programmes of an office that answer a service, the eldest first; its clocks are the ones that count. */
  programmes: (office: SystemId, service: string) => StoredRecord[];
  /** It speaks the standard and no more, which has no message for an answer. */
  plain: (office: SystemId) => boolean;
}

/** Reads the programmes that are known here: ours, and what partners tell of theirs. */
export async function loadReferralClocks(hosted: Hosted): Promise<ReferralClocks> {
  const [all, partners] = await Promise.all([
    loadOfType(hosted.store, "Programme", programmes_max),
    hosted.partners(),
  ]);
  const plain = new Set(partners.filter(({ profile }) => isPlain(profile)).map(({ id }) => id));
  const defined = all
    .map((programme) => ({ programme, definition: definitionOf(programme.state) }))
    .sort((a, b) => (a.programme.key < b.programme.key ? -1 : 1));
  const answering = (office: SystemId, service: string) =>
    defined.filter(
      ({ programme, definition }) =>
        creatorOf(programme.key) === office && answersService(definition, service),
    );
  return {
    of: (office, service) =>
      referralClockOf(anyService(service), answering(office, service)[0]?.definition ?? null),
    plain: (office) => plain.has(office),
    programmes: (office, service) => answering(office, service).map(({ programme }) => programme),
  };
}

export function clockFor(clocks: ReferralClocks, referral: Pick<StoredRecord, "state">) {
  return clocks.of(textOf(referral.state, "to"), serviceOf(referral)?.id ?? "");
}

/** A service of any kind of office, by its id. */
export function anyService(id: string) {
  return referralService("ess", id) ?? referralService("sp", id);
}
