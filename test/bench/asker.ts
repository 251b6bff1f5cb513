/** A partner of the standard, registered at the running system as any other, with a key of its own. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { identifiersOf } from "../../domain/matching.ts";
import { addPartner } from "../../main/new-partner.ts";
import { withRunningSystem } from "../../main/running-system.ts";
import type { Store } from "../../store/database.ts";
import { loadRecords } from "../../store/load.ts";
import { canonicalize } from "../../wire/canonical.ts";
import { generateSigningKey, jwks, publicKeysFromJwks, type SigningKey } from "../../wire/keys.ts";
import { byExpression, byIdentifier } from "../../wire/questions.ts";
import { signMessage, verifySignature } from "../../wire/signature.ts";
import { signature_lifetime_seconds_max } from "../../wire/signature/profiles.ts";
import { CallLine, postBytes } from "./call-line.ts";
import type { RealSystem } from "./real-system.ts";

const sender_id = "bench.asker";

/** The two questions that are measured, both about one person named by an identifier. */
export const questions = ["sync/search", "sync/check-enrollment"] as const;
export type Question = (typeof questions)[number];
const actions: Record<Question, string> = {
  "sync/search": "search",
  "sync/check-enrollment": "enrollementstatus",
};

/** Who asks, and how it is known. */
export interface Asker {
  senderId: string;
  receiverId: string;
  token: string;
  key: SigningKey;
  jwks: string;
  /** The keys of the system that answers. */
  theirs: ReturnType<typeof publicKeysFromJwks>;
}

/** Registers the asker at the social registry, profile `standard`, under the demo's agreement. */
export async function registerAsker(real: RealSystem): Promise<Asker> {
  const key = generateSigningKey();
  const set = JSON.stringify(jwks([key]));
  const file = join(real.dataDir, "bench-keys.json");
  await writeFile(file, set);
  const options = { origin: "http://127.0.0.1:9", profile: "standard", jwks: file };
  const added = await withRunningSystem(real.dataDir, "sp", (running) =>
    addPartner(running, sender_id, options),
  );
  const published = await (await fetch(`${real.urls.sp}/.well-known/jwks.json`)).text();
  return {
    senderId: sender_id,
    receiverId: added.receiver_id,
    token: added.token,
    key,
    jwks: set,
    theirs: publicKeysFromJwks(published),
  };
}

/** The bytes of one question, signed now: fresh ids, a life of 300 seconds. */
export function questionBytes(asker: Asker, question: Question, uin: string): Buffer {
  const now = new Date().toISOString();
  const header = {
    version: "1.0.0",
    message_id: uuidv7(),
    message_ts: now,
    action: actions[question],
    sender_id: asker.senderId,
    receiver_id: asker.receiverId,
    total_count: 1,
    is_msg_encrypted: false,
  };
  const message = { transaction_id: uuidv7(), ...asked(question, uin, now) };
  const seconds = Math.floor(Date.now() / 1000);
  const lifetime = signature_lifetime_seconds_max;
  const { signature } = signMessage(
    { header, message },
    asker.senderId,
    asker.key,
    seconds,
    lifetime,
  );
  const body = canonicalize({ signature, header, message });
  return postBytes(`/registry/${question}`, body, { authorization: `Bearer ${asker.token}` });
}

function asked(question: Question, uin: string, now: string): object {
  if (question === "sync/check-enrollment") {
    const query = byExpression({ person_identifier: { eq: uin } });
    return { enrolled_criteria: { ...query, response_entity: "Member" } };
  }
  const search_criteria = {
    version: "1.0.0",
    reg_type: "ns:org:RegistryType:SP",
    reg_record_type: "Member",
    ...byIdentifier("UIN", uin),
    authorize: { ts: now, purpose: { code: "work_support", text: "Offer of work support" } },
  };
  return {
    search_request: [{ reference_id: "R-1", timestamp: now, locale: "eng", search_criteria }],
  };
}

/** Whether an answer is signed by the system that was asked, and tells of exactly one person. */
export function isAnswer(asker: Asker, question: Question, body: string): boolean {
  const envelope = JSON.parse(body) as { header: object; message: Record<string, unknown> };
  const verdict = verifySignature(envelope, {
    keys: asker.theirs,
    senderId: asker.receiverId,
    nowSeconds: Math.floor(Date.now() / 1000),
  });
  if (!verdict.ok) return false;
  const name = question === "sync/search" ? "search_response" : "enrolled_response";
  const items = envelope.message[name] as Item[] | undefined;
  const [only] = items ?? [];
  if (only?.status !== "succ") return false;
  const records = only.data?.reg_records;
  return question === "sync/search"
    ? [records].flat().length === 1
    : only.enrolled_status !== undefined;
}
interface Item {
  status?: string;
  enrolled_status?: string;
  data?: { reg_records?: unknown };
}

/** Identifiers of people about whom both questions are answered. */
export async function answeredPeople(
  asker: Asker,
  store: Store,
  port: number,
  ids: readonly string[],
): Promise<{ uins: string[]; answers: Record<Question, string> }> {
  const records = await loadRecords(store, ids);
  const line = new CallLine(port);
  const uins: string[] = [];
  const answers: Record<Question, string> = { "sync/search": "", "sync/check-enrollment": "" };
  try {
    for (const { state } of records.values()) {
      const uin = identifiersOf(state).find((one) => one.identifier_type === "UIN");
      if (!uin) continue;
      const bodies = new Map<Question, string>();
      for (const question of questions) {
        const reply = await line.call(questionBytes(asker, question, uin.identifier_value));
        if (reply.status === 200 && isAnswer(asker, question, reply.body)) {
          bodies.set(question, reply.body);
        }
      }
      if (bodies.size < questions.length) continue;
      for (const [question, body] of bodies) answers[question] = body;
      uins.push(uin.identifier_value);
    }
  } finally {
    line.close();
  }
  if (uins.length === 0) throw new Error("nobody is answered about");
  return { uins, answers };
}
