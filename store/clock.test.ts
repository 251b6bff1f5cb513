import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stampOf, stampZero, type Stamp } from "../domain/hlc.ts";
import { createClock } from "./database.ts";

const moments = fc.integer({ min: 0, max: 4_102_444_800_000 });
const happenings = fc.oneof(
  fc.record({ what: fc.constant("tick" as const), wall: moments }),
  fc.record({ what: fc.constant("see" as const), wall: moments, counter: fc.nat(0xffff) }),
  fc.record({ what: fc.constant("restart" as const), wall: moments }),
);

it("gives no stamp twice and none below one it saw, over jumps of the wall clock and restarts", () => {
  fc.assert(
    fc.property(fc.array(happenings, { maxLength: 60 }), (all) => {
      let wall = 0;
      let logged: Stamp = stampZero;
      let clock = createClock(() => wall, stampZero);
      for (const one of all) {
        wall = one.wall;
        if (one.what === "tick") {
          const stamp = clock.tick();
          expect(stamp > logged).toBe(true);
          logged = stamp;
        } else if (one.what === "see") {
          // What is seen is in the log of what was received.
          const stamp = stampOf(one.wall, one.counter);
          clock.see(stamp);
          if (stamp > logged) logged = stamp;
        } else clock = createClock(() => wall, logged);
      }
    }),
  );
});
