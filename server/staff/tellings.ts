import { refused } from "../../domain/change.ts";
import { creatorOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import type { TellingOf } from "../../exchange/telling.ts";
import { claimsAbout, putClaim, type ClaimLine } from "../../store/claims.ts";
import { loadAbout, loadRecord } from "../../store/load.ts";
import { TellBody, TellingsView, type Telling } from "../api/telling-schemas.ts";
import { ToldState } from "../api/schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { isPlain, prepare } from "../telling.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { toldState } from "./proposal-view.ts";

/** "Tell them now" (PRS.EMP.04, case-manager push): what would leave, and sending it. */
export function tellingRoutes(doors: Doors): void {
  const list = {
    url: "/people/:id/tellings",
    summary: "What can be told to partners about a person, and what was",
    answer: TellingsView,
  };
  get(doors, list, async (call) => {
    const found = await toldAbout(call);
    if (!found) return refused("err.not_found");
    const { person, enrolments, claims } = found;
    const partners: TellingsView["partners"] = [];
    for (const { id, profile } of await call.hosted.partners()) {
      const standing = !isPlain(profile);
      const tellings: Telling[] = [];
      for (const what of standing ? [] : subjects(enrolments)) {
        tellings.push(await telling(call, id, person, what, claims));
      }
      partners.push({ system: systemRef(call.hosted, id), standing, tellings });
    }
    return done({ partners });
  });
  sendRoute(doors);
}

function sendRoute(doors: Doors): void {
  const send = {
    url: "/people/:id/tellings",
    summary: "Tell a partner now how work or an enrolment stands",
    body: TellBody,
    answer: ToldState,
    status: 201 as const,
  };
  post(doors, send, async (call) => {
    const { hosted, store, body, session } = call;
    const found = await toldAbout(call);
    const partner = (await hosted.partners()).find(({ id }) => id === body.partner);
    if (!found || !partner) return refused("err.not_found");
    const what = subjects(found.enrolments).find((one) => isAsked(one, body));
    if (!what) return refused("err.bad_input", ["/enrolment_id"]);
    if (!isPlain(partner.profile)) return refused("err.not_shared", ["/partner"]);
    const teller = tellerOf(call, doors.node.newId());
    const told = await prepare(hosted, partner.id, found.person, what, {
      ...teller,
      by: session.worker.name,
    });
    if (!told.ok) return refused("err.not_shared", ["/partner"]);
    await putClaim(store, told.row);
    const line = (await claimsAbout(store, [found.person.id])).find(({ id }) => id === teller.id);
    return line ? done(toldState(hosted, line)) : refused("err.not_found");
  });
}

async function toldAbout({ store, id }: Call<unknown>) {
  const person = await loadRecord(store, id);
  if (person?.type !== "Person") return null;
  const [about, claims] = await Promise.all([
    loadAbout(store, [id], ["Enrolment"]),
    claimsAbout(store, [id]),
  ]);
  const enrolments = about.filter(({ key }) => creatorOf(key) === store.system.id);
  return { person, enrolments, claims };
}

/** Only what is ours to tell: how work stands, and our own enrolments. */
function subjects(enrolments: readonly StoredRecord[]): TellingOf[] {
  return [
    { kind: "employment" },
    ...enrolments.map((enrolment) => ({ kind: "enrolment" as const, enrolment })),
  ];
}

function isAsked(what: TellingOf, body: TellBody): boolean {
  if (what.kind !== body.what) return false;
  return what.kind !== "enrolment" || what.enrolment.id === body.enrolment_id;
}

function tellerOf({ store }: { store: Hosted["store"] }, id: string) {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  return { id, nowIso, by: "", proposal: null };
}

async function telling(
  { hosted }: Call<unknown>,
  partner: string,
  person: StoredRecord,
  what: TellingOf,
  claims: readonly ClaimLine[],
): Promise<Telling> {
  const told = await prepare(hosted, partner, person, what, tellerOf(hosted, "preview"));
  const enrolment = what.kind === "enrolment" ? what.enrolment : null;
  const record = enrolment ?? person;
  const last = claims.find(
    (one) => one.partner === partner && one.record_id === record.id && one.field === what.kind,
  );
  const programme = enrolment ? valueOf(enrolment.state, "programme") : null;
  return {
    what: what.kind === "enrolment" ? "enrolment" : "employment",
    enrolment_id: enrolment?.id ?? null,
    programme: (programme as ProgrammeName | null)?.name ?? "",
    leaves: told.ok ? told.values : null,
    why: told.ok ? "" : told.why,
    last: last ? toldState(hosted, last) : null,
  };
}
