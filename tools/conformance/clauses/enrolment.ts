/** check-enrollment (ESS API 1.0.0), and enrolled and enrollment/updates (IBR API 1.0.0). */
import type { TSchema } from "typebox";
import { codesIn, isTaken, letterFaults, refusalFaults, requireOffered } from "../answers.ts";
import type { Answer, JsonObject } from "../caller.ts";
import { signatureFault, type Checking } from "../checking.ts";
import { judged, skipped, type Clause, type Fault } from "../clause.ts";
import { enrolled, unknownPerson, updates } from "../messages.ts";
import { somebody } from "./search.ts";
import { listOf, memberOf, shown } from "../reading.ts";
import { CheckAnswer, EnrolledAnswer, shapeFaults, UpdatesAnswer } from "../shapes.ts";

const check = { system: "both", operation: "/sync/check-enrollment" } as const;
const ofSp = { system: "sp", operation: "/sync/enrolled" } as const;
const updated = { system: "sp", operation: "/sync/enrollment/updates" } as const;
const source = "ESS API 1.0.0 /registry/sync/check-enrollment, EnrolledResponse";
const ibr = "IBR API 1.0.0 /registry/sync/enrolled, EnrolledResponse";

export const enrolmentClauses: readonly Clause[] = [
  {
    ...check,
    id: "enrolment.shape",
    source,
    level: "must",
    title: "The enrolment of somebody known is answered in the standard's shape.",
    run: async (at) => {
      const identifier = await somebody(at);
      const answer = await ask(at, "sync/check-enrollment", enrolled(identifier));
      return judged(answerFaults(answer, CheckAnswer));
    },
  },
  {
    ...check,
    id: "enrolment.unknown",
    source,
    level: "must",
    title: "Of somebody unknown no enrolment is told.",
    run: async (at) => {
      const asked = enrolled(unknownPerson(at.target));
      const answer = await ask(at, "sync/check-enrollment", asked);
      return judged(nobodyFaults(answer));
    },
  },
  {
    ...check,
    id: "enrolment.signed",
    source: "ESS API 1.0.0, signature",
    level: "must",
    title: "The answer is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      const asked = enrolled(await somebody(at));
      const answer = await ask(at, "sync/check-enrollment", asked);
      if (memberOf(answer.body, "header") === undefined) return skipped("Refused at the door.");
      return judged([await signatureFault(at, answer.text)]);
    },
  },
  {
    ...check,
    id: "enrolment.query",
    source: `${source}, enrolled_criteria`,
    level: "must",
    title: "A question without a person is refused.",
    run: async (at) => {
      const asked = { ...enrolled({ value: "x" }), enrolled_criteria: { query: {} } };
      const answer = await ask(at, "sync/check-enrollment", asked);
      return judged([...refusedFaults(answer)]);
    },
  },
  {
    ...ofSp,
    id: "enrolled.shape",
    source: ibr,
    level: "must",
    title: "Whether somebody known is enrolled is answered yes or no.",
    run: async (at) => {
      const identifier = await somebody(at);
      const answer = await ask(at, "sync/enrolled", enrolled(identifier));
      return judged(answerFaults(answer, EnrolledAnswer, ["on-search", "search", "txn-on-status"]));
    },
  },
  {
    ...ofSp,
    id: "enrolled.unknown",
    source: ibr,
    level: "must",
    title: "Of somebody unknown it is not told that they are enrolled.",
    run: async (at) => {
      const answer = await ask(at, "sync/enrolled", enrolled(unknownPerson(at.target)));
      const states = responses(answer).map((one) => memberOf(one, "enrolled_status"));
      return judged([states.includes("yes") && "Told to be enrolled.", unansweredFault(answer)]);
    },
  },
  {
    ...updated,
    id: "updates.shape",
    source: "IBR API 1.0.0 /registry/sync/enrollment/updates, EnrollmentUpdatesResponse",
    level: "must",
    title: "Updates of enrolments are answered in the standard's shape, or refused with a code.",
    run: async (at) => {
      const answer = await ask(at, "sync/enrollment/updates", updates(at));
      if (!isTaken(answer) && responses(answer).length === 0) {
        return judged(refusalFaults(answer, []), `Refused: ${codesIn(answer.body).join(", ")}`);
      }
      const actions = ["notify", "on-notify", "txn-on-status"];
      return judged(answerFaults(answer, UpdatesAnswer, actions));
    },
  },
];

async function ask(at: Checking, operation: string, message: JsonObject): Promise<Answer> {
  const answer = await at.self.post(operation, message);
  requireOffered(operation, answer);
  return answer;
}

function responses({ body }: Answer): unknown[] {
  return listOf(memberOf(body, "message") ?? body, "enrolled_response");
}

/** IBR's document puts no envelope around these answers; ESS's does. Both are read. */
function answerFaults(
  answer: Answer,
  shape: TSchema,
  actions: readonly string[] = ["txn-on-status"],
): Fault[] {
  if (answer.status !== 200) return [`Answered ${answer.status || answer.text}, not 200.`];
  const bare = memberOf(answer.body, "header") === undefined;
  if (bare && shape !== CheckAnswer) return shapeFaults(shape, answer.body, "answer");
  const said = String(memberOf(answer.body, "header", "action"));
  const action = actions.includes(said) ? said : (actions[0] ?? "");
  const transaction = memberOf(answer.body, "message", "transaction_id");
  return [
    ...letterFaults(answer.body, answer.sent.header, action, shape),
    transaction !== memberOf(answer.sent.message, "transaction_id") &&
      "message.transaction_id is not the request's.",
  ];
}

/** The standard has no status for nobody: an empty list, a rejected item or a refusal will do. */
function nobodyFaults(answer: Answer): Fault[] {
  const fault = unansweredFault(answer);
  if (fault) return [fault];
  const told = responses(answer).filter((one) => memberOf(one, "status") !== "rjct");
  const states = told.map((one) => memberOf(one, "enrolled_status"));
  return [told.length > 0 && `The answer tells ${shown(states)}.`];
}

/** A door that lets nobody in has not answered the question. */
function unansweredFault({ status, text, body }: Answer): Fault {
  if (status === 0) return `No answer: ${text}.`;
  const shut = status === 401 || codesIn(body).includes("err.request.unauthorized");
  return (status >= 500 || shut) && `Answered ${status}.`;
}

function refusedFaults(answer: Answer): Fault[] {
  if (answer.status === 0 || answer.status >= 500) return [`Answered ${answer.status}.`];
  const items = responses(answer);
  const refused = items.length > 0 && items.every((one) => memberOf(one, "status") === "rjct");
  return refused ? [] : refusalFaults(answer, []);
}
