/** Beneficiary status "moved" (PRS.EMP.04): told as the preview shows it; for safety no new address is told. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, valueOf, type StoredRecord } from "../domain/record.ts";
import type { PreviewView } from "../server/api/preview-schemas.ts";
import type { ApiError } from "../server/api/schemas.ts";
import type { EditResult } from "../server/api/work-schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { openDesk } from "../server/staff/test-plans.ts";
import type { Staff } from "../server/staff/test-staff.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Staff;
let marc: Staff;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = (await openDesk(sp, "leila")).staff;
  marc = (await openDesk(ess, "marc")).staff;
});
afterAll(() => at.close());

async function inStep(): Promise<string> {
  at.clock.ms += 1_000;
  const { all } = await carryBothWays(sp, ess);
  return all.map(({ text }) => text).join();
}
async function somebody(): Promise<StoredRecord> {
  const { people } = await register(sp, newMember());
  await inStep();
  return people[0] as StoredRecord;
}
const move = (by: Staff, id: string, body: object, preview = "") =>
  by.post<EditResult & PreviewView & ApiError>(`/people/${id}/move${preview}`, body);
const valuesFor = ({ partners }: PreviewView, type: string) =>
  Object.fromEntries(
    partners
      .flatMap(({ items }) => items.filter((one) => one.type === type))
      .flatMap(({ values }) => values.map(({ field, value }) => [field, value])),
  );

const home = { address_line: "Quay 4", locality: "Old Harbour", from: "2026-11-20" };

describe("a move", () => {
  it("of a person alone arrives as it was shown, and the household stays", async () => {
    const person = await somebody();
    const body = { who: "person", ...home };
    const before = await move(leila, person.id, body, "/preview");
    expect(valuesFor(before.body, "Person")).toMatchObject({
      address: { address_line_1: "Quay 4", locality: "Old Harbour" },
      moved_on: "2026-11-20",
    });
    expect(valueOf((await recordAt(sp, person.id)).state, "moved_on")).toBeUndefined();
    const household = await recordAt(sp, person.household ?? "");
    const done = await move(leila, person.id, { ...body, reason: "New job" });
    expect(done.body.saved).toEqual(["address", "moved_on"]);
    await inStep();
    const there = await byKey(ess, person.key);
    expect(there && valueOf(there.state, "address")).toEqual({
      address_line_1: "Quay 4",
      locality: "Old Harbour",
    });
    expect(there && textOf(there.state, "moved_on")).toBe("2026-11-20");
    expect((await recordAt(sp, person.household ?? "")).version).toBe(household.version);
  });

  it("of a household is one act of the household; from the other office its place is a proposal", async () => {
    const person = await somebody();
    const body = { who: "household", ...home, region: "Port Marov" };
    expect((await move(leila, person.id, body)).body.saved).toEqual(
      expect.arrayContaining(["locality", "region", "address_line", "moved_on"]),
    );
    await inStep();
    const known = await recordAt(sp, person.household ?? "");
    const there = await byKey(ess, known.key);
    expect(there && textOf(there.state, "locality")).toBe("Old Harbour");
    const theirs = (await byKey(ess, person.key))?.id ?? "";
    const next = { who: "household", locality: "Hill Town", from: "2026-11-22" };
    const asked = await move(marc, theirs, next);
    expect(asked.body).toMatchObject({ saved: ["moved_on"], sent: [{ field: "locality" }] });
  });

  it("for safety tells nobody the new address, and takes the old one back", async () => {
    const person = await somebody();
    await move(leila, person.id, { who: "person", ...home });
    await inStep();
    at.clock.ms += 1_000;
    const secret = { who: "person", address_line: "Hidden Lane 9", locality: "Elsewhere" };
    const body = { ...secret, from: "2026-11-23", safe: true, reason: "Violence at home" };
    const before = await move(leila, person.id, body, "/preview");
    expect(JSON.stringify(before.body)).not.toMatch(/Hidden|Elsewhere|Violence/);
    expect(valuesFor(before.body, "Person")["address"]).toEqual({});
    expect((await move(leila, person.id, body)).status).toBe(200);
    const wire = await inStep();
    expect(wire).not.toMatch(/Hidden|Elsewhere|Violence/);
    expect(wire).toContain("moved_on");
    const here = await recordAt(sp, person.id);
    expect(valueOf(here.state, "safe_address")).toMatchObject({ address_line_1: "Hidden Lane 9" });
    const there = await byKey(ess, person.key);
    expect(there && valueOf(there.state, "address")).toEqual({});
    // Sealed where it is stored.
    const [row] = await sp.sql<{ n: number }>(
      "select count(*)::int as n from records where id = $1 and state::text like '%Hidden%'",
      [person.id],
    );
    expect(row?.n).toBe(0);
  });

  it.each([
    ["a day that is not yet", { who: "person", ...home, from: "2027-01-01" }, "from"],
    ["a day that there is not", { who: "person", ...home, from: "2026-02-31" }, "from"],
    ["nowhere", { who: "person", from: "2026-11-20", locality: " " }, "locality"],
    ["a household that must not be found", { who: "household", ...home, safe: true }, "safe"],
  ])("to %s is refused, and nothing is changed", async (_, body, field) => {
    const person = await somebody();
    const refused = await move(leila, person.id, body);
    expect([refused.status, refused.body.fields]).toEqual([400, [`/${field}`]]);
    expect((await recordAt(sp, person.id)).version).toBe(person.version);
  });

  it("of nobody is not found", async () => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    expect((await move(leila, nobody, { who: "person", ...home })).status).toBe(404);
  });
});
