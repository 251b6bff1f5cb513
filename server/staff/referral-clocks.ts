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
import type { Store } from "../../store/database.ts";
import { loadOfType } from "../../store/load.ts";

const programmes_max = 500;

/** The time each office has for each service, as far as its programmes are known here. */
export interface ReferralClocks {
  of: (office: SystemId, service: string) => ReferralClock;
  /** The programmes of an office that answer a service, the eldest first; its clocks are the ones that count. */
  programmes: (office: SystemId, service: string) => StoredRecord[];
}

/** Reads the programmes that are known here: ours, and what partners tell of theirs. */
export async function loadReferralClocks(store: Store): Promise<ReferralClocks> {
  const all = await loadOfType(store, "Programme", programmes_max);
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
