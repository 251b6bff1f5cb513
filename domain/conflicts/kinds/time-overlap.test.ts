import { describe, expect, it } from "vitest";
import { at, facts, found } from "../test-plans.ts";

const overlaps = (...args: Parameters<typeof facts>) => found("time-overlap", facts(...args));

describe("two steps overlap", () => {
  it("that need one member at the same time", () => {
    expect(
      overlaps([at("a", "2026-03-02", "09:00", "11:00"), at("b", "2026-03-02", "10:00", "12:00")]),
    ).toEqual(["a+b on 2026-03-02"]);
  });

  it("whoever of those present is common", () => {
    const joint = at("b", "2026-03-02", "10:00", "12:00", {
      for: "child",
      with: ["yusuf", "amina"],
    });
    expect(overlaps([at("a", "2026-03-02", "09:00", "11:00"), joint])).toHaveLength(1);
  });

  it("when one contains the other, and when both are the same time", () => {
    const day = "2026-03-02";
    expect(overlaps([at("a", day, "09:00", "17:00"), at("b", day, "10:00", "10:01")])).toHaveLength(
      1,
    );
    expect(overlaps([at("a", day, "09:00", "10:00"), at("b", day, "09:00", "10:00")])).toHaveLength(
      1,
    );
  });

  it("on every day on which they do, as one entry", () => {
    const weekly = { rrule: "FREQ=WEEKLY;COUNT=4" };
    const steps = [
      at("a", "2026-03-02", "09:00", "11:00", weekly),
      at("b", "2026-03-02", "10:00", "12:00", { ...weekly, exdate: ["2026-03-16T10:00"] }),
    ];
    expect(overlaps(steps)).toEqual(["a+b on 2026-03-02 2026-03-09 2026-03-23"]);
  });

  it("across midnight", () => {
    const night = { id: "a", start: "2026-03-02T22:00", end: "2026-03-03T06:00" };
    expect(overlaps([night, at("b", "2026-03-03", "05:00", "07:00")])).toEqual([
      "a+b on 2026-03-03",
    ]);
  });

  it("in different zones, by the instant", () => {
    const london = { zone: "Europe/London" };
    const steps = [
      at("a", "2026-03-02", "09:00", "10:00"),
      at("b", "2026-03-02", "08:30", "09:30", london),
      at("c", "2026-03-02", "09:30", "10:30", { ...london, for: "yusuf" }),
    ];
    expect(overlaps(steps)).toEqual(["a+b on 2026-03-02"]);
  });

  it("in the weeks in which two zones have changed their clocks differently", () => {
    // New York changes on 8 March, Berlin on 29 March 2026: 15:00 there is 20:00 or 21:00 here.
    const steps = [
      at("a", "2026-03-02", "20:30", "21:00", { rrule: "FREQ=WEEKLY;COUNT=6" }),
      at("b", "2026-03-02", "15:00", "16:00", {
        zone: "America/New_York",
        rrule: "FREQ=WEEKLY;COUNT=6",
      }),
    ];
    expect(overlaps(steps)).toEqual(["a+b on 2026-03-09 2026-03-16 2026-03-23"]);
  });
});

describe("two steps do not overlap", () => {
  it("when one begins as the other ends", () => {
    expect(
      overlaps([at("a", "2026-03-02", "09:00", "10:00"), at("b", "2026-03-02", "10:00", "11:00")]),
    ).toEqual([]);
  });

  it("of different members, or where one is done or cancelled", () => {
    const day = "2026-03-02";
    const other = at("b", day, "09:00", "10:00");
    expect(overlaps([at("a", day, "09:00", "10:00", { for: "yusuf" }), other])).toEqual([]);
    expect(overlaps([at("a", day, "09:00", "10:00", { state: "cancelled" }), other])).toEqual([]);
    expect(overlaps([at("a", "2026-02-25", "09:00", "10:00", { state: "done" }), other])).toEqual(
      [],
    );
  });

  it("where EXDATE removed the only day in common, and COUNT counted it", () => {
    const steps = [
      at("a", "2026-03-02", "09:00", "10:00", {
        rrule: "FREQ=WEEKLY;COUNT=3",
        exdate: ["2026-03-09T09:00"],
      }),
      at("b", "2026-03-09", "09:00", "10:00"),
      at("c", "2026-03-23", "09:00", "10:00"),
    ];
    expect(overlaps(steps)).toEqual([]);
  });

  it("with a step that only has days", () => {
    const job = { id: "b", from: "2026-03-01", until: "2026-03-31" };
    expect(overlaps([at("a", "2026-03-02", "09:00", "10:00"), job])).toEqual([]);
  });

  it("on the odd weeks of a series every two weeks", () => {
    const steps = [
      at("a", "2026-03-02", "09:00", "10:00", { rrule: "FREQ=WEEKLY;INTERVAL=2;COUNT=5" }),
      at("b", "2026-03-09", "09:00", "10:00", { rrule: "FREQ=WEEKLY;INTERVAL=2;COUNT=5" }),
    ];
    expect(overlaps(steps)).toEqual([]);
  });
});

describe("when clocks change", () => {
  it("a time that does not happen is an hour later, as RFC 5545 has it", () => {
    // Berlin, 29 March 2026: 02:00 to 03:00 does not happen; 02:30 is read as 03:30.
    const gap = at("a", "2026-03-29", "02:30", "04:00");
    expect(overlaps([gap, at("b", "2026-03-29", "03:00", "03:30")])).toEqual([]);
    expect(overlaps([gap, at("b", "2026-03-29", "03:30", "03:45")])).toHaveLength(1);
  });

  it("an occurrence that lies wholly in the gap takes no time", () => {
    const gap = at("a", "2026-03-29", "02:30", "03:00");
    expect(overlaps([gap, at("b", "2026-03-29", "01:00", "05:00")])).toEqual([]);
  });

  it("a time that happens twice is the first", () => {
    // Berlin, 25 October 2026: 02:00 to 03:00 happens twice; 01:30 UTC is the second 02:30.
    const horizon = { from: "2026-10-01", until: "2026-10-31" };
    const second = at("b", "2026-10-25", "01:00", "01:30", { zone: "UTC" });
    const first = at("b", "2026-10-25", "00:00", "00:30", { zone: "UTC" });
    const twice = at("a", "2026-10-25", "02:00", "02:30");
    expect(overlaps([twice, first], { horizon })).toHaveLength(1);
    expect(overlaps([twice, second], { horizon })).toEqual([]);
  });
});
