import { afterAll, beforeAll, expect, it } from "vitest";
import { openEnrolment } from "../../domain/case-work.ts";
import { loadRecord } from "../../store/load.ts";
import type { HouseholdView, PersonView, Today } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let at: TestStaff;
let leila: Staff;
let ines: Staff;
beforeAll(async () => {
  at = await openTestStaff();
  [leila, ines] = [await at.signIn("leila"), await at.signIn("ines")];
});
afterAll(() => at.close());

let count = 0;
async function register(): Promise<{ id: string; home: string }> {
  count += 1;
  const answer = await leila.post<Registered>("/households", {
    locality: "Rosehill",
    region: "North",
    members: [
      {
        name: { given_name: "Samir", surname: "Ndoye" },
        sex: "male",
        birth_date: "1990-01-01",
        relationship: "head",
        main_contact: true,
        identifiers: [{ type: "UIN", value: `D-${count}` }],
        in_full_time_education: false,
      },
    ],
  });
  return { id: answer.body.members[0]?.person_id ?? "", home: answer.body.household_id };
}
async function enrol(id: string): Promise<string> {
  const person = await loadRecord(at.sp.store, id);
  if (!person) throw new Error("nobody");
  const changes = await at.write(at.sp, (ctx) => {
    const programme = { id: "sp.demo/cash", name: "Cash transfer" };
    const opened = openEnrolment(ctx, person, {
      programme,
      effective_date: "2026-01-01",
      reason: "",
    });
    if (!opened.ok) throw new Error(opened.code);
    return opened.changes;
  });
  return changes[0]?.record.id ?? "";
}
const tell = (who: Staff, id: string, step: string, more: object = {}) =>
  who.post<PersonView>(`/people/${id}/death`, { step, reason: "civil register", ...more });
const today = async (who: Staff, kind: string, id: string) =>
  (await who.get<Today>("/today")).body.items.filter(
    (item) => item.kind === kind && item.person_id === id,
  );

it("a report opens a named check of five working days, and suspends nothing", async () => {
  const { id } = await register();
  await enrol(id);
  const { status, body } = await tell(leila, id, "report", { date: "2026-11-20" });
  expect([status, body.vital.status, body.vital.date]).toEqual([200, "reported", "2026-11-20"]);
  expect(body.vital.check).toMatchObject({ owner: "Ines Moreau", late: false });
  expect(body.vital.may).toEqual([]);
  expect(body.enrolments.map((one) => one.status.value)).toEqual(["active"]);
  expect(body.offer.fits).toBe(false);
  const [task] = await today(ines, "death_check", id);
  expect(task).toMatchObject({ owner: "Ines Moreau", due: "2026-11-30T09:00:00.000Z" });
  expect(await today(ines, "offer_to_make", id)).toEqual([]);
});

it("a second person confirms; the office's own enrolments end by the law, and come back as they were", async () => {
  const { id, home } = await register();
  await enrol(id);
  await tell(leila, id, "report", { date: "2026-11-23" });
  expect((await tell(leila, id, "confirm")).status).toBe(409);
  const dead = (await tell(ines, id, "confirm")).body;
  expect(dead.vital).toMatchObject({ status: "confirmed", may: ["reverse"], check: null });
  expect(dead.enrolments[0]).toMatchObject({ effective_date: "2026-11-23" });
  expect(dead.enrolments[0]?.status.value).toBe("deceased");
  expect(await today(ines, "death_check", id)).toEqual([]);

  at.pass(24 * 60 * 60_000);
  [leila, ines] = [await at.signIn("leila"), await at.signIn("ines")];
  const phone = { changes: { phone_number: "123" } };
  expect((await leila.post(`/records/${id}/edit`, phone)).status).toBe(200);
  const { timeline } = (await leila.get<HouseholdView>(`/households/${home}`)).body;
  expect(timeline.filter((one) => one.after_death).map((one) => one.act)).toEqual([
    "person.edited",
  ]);

  expect((await tell(leila, id, "reverse")).status).toBe(403);
  const alive = (await tell(ines, id, "reverse")).body;
  expect(alive.vital).toMatchObject({ status: "alive", date: null, may: ["report"] });
  expect(alive.enrolments[0]?.status.value).toBe("reinstated");
  expect(alive.enrolments[0]).toMatchObject({ arrears_from: "2026-11-23", restorable: false });
});

it("nobody confirms who is not the authority, and a death is no ordinary edit", async () => {
  const { id } = await register();
  const marc = await at.signIn("samira");
  expect((await tell(marc, id, "confirm")).status).toBe(404);
  const edit = await leila.post(`/records/${id}/edit`, { changes: { vital_status: "confirmed" } });
  expect(edit).toMatchObject({ status: 409, body: { code: "err.field.fixed" } });
  const future = await tell(leila, id, "report", { date: "2027-01-01" });
  expect(future.status).toBe(400);
  expect(at.unlike).toEqual([]);
});

it("an enrolment ends by a death only once the death is confirmed", async () => {
  const { id } = await register();
  const enrolment = await enrol(id);
  const body = { status: "deceased", reason: "heard it", effective_date: "2026-11-23" };
  expect((await leila.post(`/enrolments/${enrolment}/status`, body)).status).toBe(409);
  const restored = await leila.post(`/enrolments/${enrolment}/restore`, { reason: "alive" });
  expect(restored.status).toBe(409);
});
