import { refused } from "../../domain/change.ts";
import { sameJson, type Json } from "../../domain/json.ts";
import {
  elementsOf,
  emptyState,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../../domain/record.ts";
import { isUuid, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { readMatches, type WaitingMatch } from "../../store/reading/matches.ts";
import { Created } from "../api/work-schemas.ts";
import { DecideMatchBody, MatchList, MatchView } from "../api/match-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";

/** What a worker compares to say whether two records are one person. */
const compared = ["name", "sex", "birth_date", "phone_number", "identifiers", "address"] as const;

/** "Same person?": the questions no rule may answer. */
export function matchRoutes(doors: Doors): void {
  const list = { url: "/matches", summary: "Same person? All that wait", answer: MatchList };
  get(doors, list, async ({ hosted, store }) =>
    done({ items: await matchViews(hosted, await readMatches(store)) }),
  );

  const one = { url: "/matches/:id", summary: "Same person? One question", answer: MatchView };
  get(doors, one, async ({ hosted, store, id }) => {
    const matches = isUuid(id) ? await readMatches(store, id) : [];
    const [view] = await matchViews(hosted, matches);
    return view ? done(view) : refused("err.not_found");
  });

  const decide = {
    url: "/matches/:id/decision",
    summary: "Same person? The worker's answer",
    body: DecideMatchBody,
    answer: Created,
  };
  post(doors, decide, async ({ hosted, id, body, worker }) => {
    const { decision, person_id = "", note = "" } = body;
    if (!isUuid(id)) return refused("err.not_found");
    if (decision === "same" && !isUuid(person_id)) return refused("err.bad_input", ["/person_id"]);
    const person = decision === "same" ? person_id : null;
    const decided = await doors.node.decideMatch(hosted, id, decision, person, worker, note);
    return decided.ok ? done({ id: decided.id }) : decided;
  });
}

async function matchViews(hosted: Hosted, matches: readonly WaitingMatch[]): Promise<MatchView[]> {
  const { store } = hosted;
  const people = await loadRecords(
    store,
    matches.flatMap((match) => match.candidates),
  );
  const ids = [...people.values()].flatMap((person) => person.household ?? []);
  const households = await loadRecords(store, ids);
  return matches.map((match) => {
    const incoming = together(match.incoming);
    return {
      id: match.id,
      partner: systemRef(hosted, match.partner),
      at: match.at.toISOString(),
      why: match.why,
      incoming: compared.flatMap((field) => {
        const value = shown(incoming, field);
        return value === null ? [] : [{ field, value }];
      }),
      candidates: match.candidates.flatMap((id) => {
        const person = people.get(id);
        return person
          ? [candidateView(person, households.get(person.household ?? ""), incoming)]
          : [];
      }),
    };
  });
}

function candidateView(
  person: StoredRecord,
  household: StoredRecord | undefined,
  incoming: RecordState,
): MatchView["candidates"][number] {
  return {
    person_id: person.id,
    name: displayName(valueOf(person.state, "name")),
    household_number: household ? textOf(household.state, "number") : "",
    fields: compared.map((field) => {
      const value = shown(person.state, field);
      return { field, value, agrees: agreement(shown(incoming, field), value) };
    }),
  };
}

/** The record as the partner's held changes leave it; later ones win. */
export function together(deltas: readonly RecordState[]): RecordState {
  return deltas.reduce(
    (all, delta) => ({
      fields: { ...all.fields, ...delta.fields },
      sets: {
        ...all.sets,
        ...Object.fromEntries(
          Object.entries(delta.sets).map(([name, set]) => [name, { ...all.sets[name], ...set }]),
        ),
      },
    }),
    emptyState,
  );
}

function shown(state: RecordState, field: string): Json {
  if (field !== "identifiers") return valueOf(state, field) ?? null;
  const values = elementsOf(state, field).map(({ version }) => version.v);
  return values.length > 0 ? values : null;
}

function agreement(theirs: Json, ours: Json): "same" | "different" | "unknown" {
  const unknown = [null, "", "unknown"] as Json[];
  if (unknown.includes(theirs) || unknown.includes(ours)) return "unknown";
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    return theirs.some((one) => ours.some((other) => sameJson(one, other))) ? "same" : "different";
  }
  return sameJson(theirs, ours) ? "same" : "different";
}
