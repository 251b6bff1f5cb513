import { isEnrolledAs } from "../../domain/enrolled.ts";
import type { JsonObject } from "../../domain/json.ts";
import { readEnrolledQuery, type EnrolledQuery } from "../../exchange/enrolled-query.ts";
import { creatorOf } from "../../domain/record.ts";
import { listFor } from "../../exchange/profiles.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { putDisclosures } from "../../store/receipts.ts";
import { writeCode } from "../../wire/codes.ts";
import { Id } from "../../wire/envelope.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import { message_items_max } from "../../wire/messages/parts.ts";
import { parseEnrolledRequest } from "../../wire/messages/enrolled.ts";
import { reader } from "../../wire/reading.ts";
import { askedPeople, type AskedPerson, type SeenEnrolment } from "./enrolments-asked.ts";
import { enrolledAnswer } from "./enrolled-answer.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/** What a question's answer says of one person: `enrolled_status`, or why it cannot be said. */
type Said = { status: string } | { code: WireErrorCode; text: string };

/**
 * `sync/check-enrollment` (PRS.EMP.05): an item for each of our enrolments that the agreement covers,
 * in the partner's words. Nobody found, nobody covered and never enrolled are one empty answer.
 */
export async function checkEnrollment(knock: Knock): Promise<Fault | Unsigned> {
  return answerAbout(knock, (people) =>
    people.flatMap(({ person, asked, enrolments }) =>
      enrolments.map((one) => ({ about: [one], person, asked, said: statusSaid(knock, one) })),
    ),
  );
}

/**
 * `sync/enrolled` (IBR API 1.0.0): is the person supported, in the programme asked for or in any of
 * ours? Yes or no for a person the agreement covers; for everybody else nothing is said, since "no"
 * would be read as "not enrolled", and a difference between unknown and not covered would be told.
 */
export async function enrolled(knock: Knock): Promise<Fault | Unsigned> {
  return answerAbout(knock, (people, query) =>
    people.flatMap(({ person, asked, enrolments, ours }) => {
      const isEnrolled = enrolments.some(({ status }) => isEnrolledAs[status]);
      if (!isEnrolled && !(ours && mayDeny(knock, query))) return [];
      const said: Said = { status: isEnrolled ? "yes" : "no" };
      return { about: enrolments, person, asked, said };
    }),
  );
}

/** "No" is ours to say of all our programmes, or of one of ours; never of another system's. */
function mayDeny({ door }: Knock, { beside }: EnrolledQuery): boolean {
  return beside.every(
    (part) =>
      "attribute" in part &&
      part.attribute === "programme.id" &&
      part.is === "eq" &&
      typeof part.value === "string" &&
      creatorOf(part.value) === door.hosted.store.system.id,
  );
}

interface Told {
  about: SeenEnrolment[];
  person: AskedPerson["person"];
  asked: string;
  said: Said;
}

async function answerAbout(
  knock: Knock,
  tell: (people: AskedPerson[], query: EnrolledQuery) => Told[],
): Promise<Fault | Unsigned> {
  const { envelope, partner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseEnrolledRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const { transaction_id } = read.value;
  const reading = readEnrolledQuery(read.value);
  if (!reading.ok) {
    const text = `The criteria are not understood: ${reading.reason}.`;
    const reference = read.value.reference_id ?? transaction_id;
    return enrolledAnswer(knock, transaction_id, [rejected(knock, reference, text)], absence);
  }
  const { query } = reading;
  const found = await askedPeople(knock, query);
  if (!found.ok) {
    const reference = query.reference ?? transaction_id;
    return enrolledAnswer(
      knock,
      transaction_id,
      [rejected(knock, reference, texts[found.why])],
      absence,
    );
  }
  const told = tell(found.people, query).slice(0, message_items_max);
  await discloseTold(knock, query, told);
  return enrolledAnswer(
    knock,
    transaction_id,
    told.map((one) => item(knock, query, one)),
    absence,
  );
}

/** Written before the answer leaves: a disclosure is never missing, at worst one too many. */
async function discloseTold(knock: Knock, query: EnrolledQuery, told: readonly Told[]) {
  const { door, partner, toPartner, correlationId } = knock;
  const tellsProgramme = toPartner?.records.Enrolment?.includes("programme") ?? false;
  const fields = tellsProgramme ? ["status", "programme"] : ["status"];
  const rows = told.flatMap(({ about, person }) =>
    // "No" is told about the person, where there is no enrolment to tell it about.
    (about.length > 0 ? about.map(({ record }) => record.id) : [person.id]).map((record_id) => ({
      record_id,
      subject: person.id,
      fields,
    })),
  );
  const { store } = door.hosted;
  await putDisclosures(store, partner?.id ?? "", query.purpose, "check", correlationId, rows);
}

const texts = {
  not_allowed: "The agreement does not allow these conditions.",
  several: "Several people carry this number: send the type of the identifier.",
} as const;

/** The label, whatever form the partner's other codes have: the answer's schema names labels only. */
function statusSaid({ partner, toPartner }: Knock, { status }: SeenEnrolment): Said {
  if (toPartner?.verification === "yes_no") return { status: isEnrolledAs[status] ? "yes" : "no" };
  const list = listFor("enrolment_status", profileOf(partner?.terms.writing));
  const label = list && writeCode(list, status, "label");
  if (label !== undefined) return { status: label };
  return {
    code: "rjct.search_criteria.invalid",
    text: "The agreed list has no word for this status; it is not said in another.",
  };
}

function item(knock: Knock, query: EnrolledQuery, { about, asked, said }: Told): JsonObject {
  const [only, ...more] = about;
  const reference = query.reference ?? (isId(asked) ? asked : only?.record.key) ?? "-";
  if ("code" in said) return rejected(knock, reference, said.text, said.code);
  const programme = more.length === 0 ? only?.programme : null;
  return {
    reference_id: reference,
    timestamp: new Date(knock.nowMs).toISOString(),
    status: "succ",
    status_reason_message: "Answered from the records of this system alone.",
    enrolled_status: said.status,
    ...(programme
      ? {
          programme_identifier: {
            programme_identifier: programme.id,
            programme_name: programme.name,
          },
        }
      : {}),
  };
}

const isId = (text: string) => readId(text).ok;
const readId = reader(Id);

function rejected(
  { nowMs }: Knock,
  reference: string,
  text: string,
  code: WireErrorCode = "rjct.search_criteria.invalid",
): JsonObject {
  return {
    reference_id: reference,
    timestamp: new Date(nowMs).toISOString(),
    status: "rjct",
    status_reason_code: code,
    status_reason_message: text,
  };
}

/** In every answer alike. Whoever is not in it could not be checked, and support goes on. */
const absence =
  "Who is not in this answer could not be checked; that is not the same as not enrolled.";
