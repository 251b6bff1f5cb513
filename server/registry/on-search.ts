import { createHash } from "node:crypto";
import type { JsonObject } from "../../domain/json.ts";
import {
  asksOnePage,
  isComplete,
  partsOf,
  repeats,
  type Part,
} from "../../exchange/answered-parts.ts";
import { isStale } from "../../store/append.ts";
import { keepAnswer, loadQuestion, partsKept, type KeptQuestion } from "../../store/questions.ts";
import { parseSearchResponse } from "../../wire/messages/search.ts";
import { parseTxnStatusResponse } from "../../wire/messages/txn-status.ts";
import { signerThumbprint } from "./signer-thumbprint.ts";
import type { Fault, Knock } from "./knock.ts";

/** `on-search` (API.COM.01 ASY): the answer to a search of ours, or a page of it, kept as evidence. */
export function onSearch(knock: Knock, ack: string): Promise<Fault | null> {
  const read = parseSearchResponse(knock.envelope?.message);
  if (!read.ok) return Promise.resolve(malformed(read));
  const { transaction_id, correlation_id, search_response } = read.value;
  const rejected = search_response.length > 0 && search_response.every(isRejected);
  const parts = partsOf(read.value);
  return takeAnswer(
    knock,
    ack,
    { operation: "search", transaction_id, correlation_id },
    (known) => ({
      parts,
      rejected,
      complete: (asked) =>
        isComplete(asked.reference_ids, [...known, ...parts], asksOnePage(asked.asked)),
    }),
  );
}

/** `txn/on-status` (API.COM.04 ASY): the answer to a status that we asked for. */
export function onTxnStatus(knock: Knock, ack: string): Promise<Fault | null> {
  const read = parseTxnStatusResponse(knock.envelope?.message);
  if (!read.ok) return Promise.resolve(malformed(read));
  const { transaction_id, correlation_id } = read.value;
  const rejected = knock.envelope?.header.status === "rjct";
  return takeAnswer(
    knock,
    ack,
    { operation: "txn/status", transaction_id, correlation_id },
    () => ({
      // A status answers the one item of its question.
      parts: "all",
      rejected,
      complete: () => true,
    }),
  );
}

interface Answering {
  parts: Part[] | "all";
  rejected: boolean;
  complete: (asked: KeptQuestion) => boolean;
}

/**
 * An answer counts only for a question of ours to this very partner, under the name it gave the
 * question in its ack, for what was asked and not answered yet. Whatever else comes changes nothing:
 * nobody asked for it (`rjct.reference_id.invalid`), or it was answered (`rjct.reference_id.duplicate`).
 */
async function takeAnswer(
  knock: Knock,
  ack: string,
  named: { operation: string; transaction_id: string; correlation_id: string },
  answering: (known: readonly Part[]) => Answering,
): Promise<Fault | null> {
  const { envelope, partner, door, nowMs } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const { store } = door.hosted;
  const question = await loadQuestion(store, named.transaction_id);
  if (question?.partner !== partner.id || question.operation !== named.operation) return unasked;
  // The ack that names it is still on its way to us: the partner tries again.
  if (question.correlation_id === null && question.state === "asked") return tooEarly;
  if (question.correlation_id !== "" && question.correlation_id !== named.correlation_id) {
    return unasked;
  }
  if (question.state !== "asked") return answeredBefore;
  if (question.answers >= answers_max) return tooMany;
  const known = await partsKept(store, question.id);
  const answer = answering(known);
  const parts = answer.parts === "all" ? question.reference_ids.map(whole) : answer.parts;
  if (parts.length === 0 && answer.parts !== "all") return unasked;
  if (!parts.every((part) => question.reference_ids.includes(part.reference_id))) return unasked;
  if (repeats(known, parts)) return answeredBefore;
  const raw = knock.body.toString("utf8");
  const complete = answer.complete(question);
  const state = complete ? (answer.rejected ? "rejected" : "answered") : "asked";
  const receipt = {
    partner: partner.id,
    message_id: knock.receiptId ?? envelope.header.message_id,
    digest: knock.digest ?? "",
    ack,
  };
  const digest = createHash("sha256").update(raw).digest("base64");
  const thumbprint = await signerThumbprint(knock);
  const message = envelope.message as JsonObject;
  const evidence = { raw, message, digest, thumbprint, parts, at: new Date(nowMs) };
  try {
    await keepAnswer(store, question, state, evidence, receipt);
    return null;
  } catch (error) {
    // Another page of the answer was first: this one comes again and is decided anew.
    if (isStale(error)) return { code: "err.service.unavailable" };
    throw error;
  }
}

/** Messages one question may be answered with; each is kept. */
export const answers_max = 1_000;
const tooMany: Fault = {
  code: "rjct.total_count.limit_exceeded",
  text: "The answer has too many parts.",
};

function whole(reference_id: string): Part {
  return { reference_id, page: 1, pages: 1 };
}

function isRejected({ status }: { status: string }): boolean {
  return status === "rjct";
}

function malformed(read: { code: Fault["code"]; reason: string }): Fault {
  return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
}

const unasked: Fault = {
  code: "rjct.reference_id.invalid",
  text: "This is not the answer to a question that we asked you.",
};
const answeredBefore: Fault = {
  code: "rjct.reference_id.duplicate",
  text: "This question has its answer already.",
};
const tooEarly: Fault = {
  code: "err.service.unavailable",
  text: "The answer came before the acknowledgement of its question; send it again.",
};
