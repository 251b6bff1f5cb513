import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventKinds, eventNameOf, listsEvent } from "./event-types.ts";

describe("an event type", () => {
  it.each([
    ["enrolment", "enrolment"],
    ["enrollement", "enrolment"],
    ["enrollment", "enrolment"],
    ["enrolment_status_change", "enrolment_status_change"],
    ["enrollement_status_change", "enrolment_status_change"],
    ["ns:org:RegistryEventType:enrollment_status_change", "enrolment_status_change"],
    ["Deregister", "deregister"],
    ["REGISTER", "register"],
    ["NewHouseHoldMember", "new_household_member"],
    ["payment", null],
    ["", null],
    ["__proto__", null],
  ])("%j is %j", (word, name) => {
    expect(eventNameOf(word)).toBe(name);
  });

  it("is known in any case and with any dashes, and an agreement may list it in another spelling", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(eventKinds)), fc.boolean(), (word, loud) => {
        const said = loud ? word.toUpperCase() : word.replaceAll("_", "-");
        expect(eventNameOf(said)).toBe(word);
        expect(listsEvent(["tandem:changed", said], word)).toBe(true);
      }),
    );
    expect(listsEvent(["enrolment"], "enrollement")).toBe(true);
    expect(listsEvent(["enrolment"], "enrollement_status_change")).toBe(false);
    expect(listsEvent(["tandem:changed"], "tandem:changed")).toBe(true);
    expect(listsEvent(["payment"], "payments")).toBe(false);
  });
});
