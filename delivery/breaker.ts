import type { SystemId } from "../domain/records/field.ts";

/** Failures in a row after which a partner is tried by one request at a time. */
export const breaker_failures_max = 3;

/**
 * One breaker per partner, across its subscriptions and callbacks. Closed: everything goes. After
 * three failures it is half open: one request at a time may try, and not before the pause of the
 * last failure is over; the first that is answered closes it, and whatever waited goes on at once.
 */
export interface Breakers {
  /**
   * May a request go to this partner now? Whoever may must tell how it ended by `settle`. `isFreed`:
   * the pause was ended from outside, because the partner was heard of or a person wants to know.
   */
  enter(partner: SystemId, nowMs: number, isFreed: boolean): boolean;
  /** How it ended: answered, whatever the answer, or not; true: the breaker closed by that. */
  settle(partner: SystemId, ended: "answered" | { failedUntilMs: number }): boolean;
  /** When the next try is due; 0 while it is closed. */
  untilMs(partner: SystemId): number;
}

interface State {
  failures: number;
  isProbing: boolean;
  untilMs: number;
}

export function createBreakers(): Breakers {
  const states = new Map<SystemId, State>();
  const stateOf = (partner: SystemId): State => {
    const state = states.get(partner) ?? { failures: 0, isProbing: false, untilMs: 0 };
    states.set(partner, state);
    return state;
  };
  const isOpen = ({ failures }: State) => failures >= breaker_failures_max;
  return {
    enter(partner, nowMs, isFreed) {
      const state = stateOf(partner);
      if (!isOpen(state)) return true;
      if (state.isProbing || (nowMs < state.untilMs && !isFreed)) return false;
      state.isProbing = true;
      return true;
    },
    settle(partner, ended) {
      const state = stateOf(partner);
      const wasOpen = isOpen(state);
      state.isProbing = false;
      if (ended === "answered") {
        state.failures = 0;
        state.untilMs = 0;
        return wasOpen;
      }
      state.failures += 1;
      state.untilMs = ended.failedUntilMs;
      return false;
    },
    untilMs: (partner) => {
      const state = stateOf(partner);
      return isOpen(state) ? state.untilMs : 0;
    },
  };
}
