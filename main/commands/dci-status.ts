import type { Command } from "commander";
import type { JsonObject } from "../../domain/json.ts";
import type { TxnStatusResponse } from "../../wire/messages/txn-status.ts";
import { askLater, askNow, awaitAnswer } from "../dci/asking.ts";
import { countOf } from "../dci/query.ts";
import { addTargetOptions, usage, withTarget, type TargetOptions } from "../dci/target.ts";
import { exitOf, failureLine } from "../dci/telling.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";

type Options = TargetOptions & {
  type: string;
  by: string;
  purpose: string;
  async?: boolean;
  timeout: string;
};

/** `dci status`: how a transaction stands at the other side. The answer is JSON, as it is one. */
export function addStatusCommand(dci: Command): void {
  const command = dci
    .command("status <ids...>")
    .description("ask how a transaction stands")
    .option("--type <name>", "search, subscribe or unsubscribe", "search")
    .option(
      "--by <name>",
      "transaction_id, correlation_id, reference_id_list or subscription_code_list",
      "transaction_id",
    )
    .option("--purpose <code>", "why it is asked", "verification")
    .option("--async", "ask, and wait for the callback to the running system")
    .option("--timeout <seconds>", "how long to wait for the callback", "30")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (ids: string[], options: Options) => {
      process.exitCode = await status(ids, options);
    });
  addTargetOptions(command);
}

async function status(ids: string[], options: Options) {
  const isList = options.by.endsWith("_list");
  const [first = ""] = ids;
  if (!isList && ids.length > 1) throw usage(`--by ${options.by} takes one id.`);
  const question = {
    txn_type: options.type,
    attribute_type: options.by,
    attribute_value: isList ? ids : first,
  };
  const asked = { question: question as JsonObject };
  return withTarget(options, async (target) => {
    if (options.async === true) return later(target, options, question);
    const { messages, failure } = await askNow<TxnStatusResponse>(target, options, {
      operation: "sync/txn/status",
      asked,
      async *ask(line, transactionId) {
        yield await line.syncTxnStatus(question, { transactionId });
      },
    });
    for (const message of messages) console.log(JSON.stringify(message, undefined, 2));
    if (failure === null) return exitCodes.ok;
    console.error(failureLine(failure));
    return exitOf(failure);
  });
}

async function later(
  target: Parameters<typeof askLater>[0],
  options: Options,
  question: { txn_type: string; attribute_type: string; attribute_value: string | string[] },
) {
  if (!target.registered) throw usage("--async needs a running system that takes the callback in.");
  const { question: id, told } = await askLater(target, options, {
    operation: "txn/status",
    asked: { question },
    ask: (line, transactionId) => line.txnStatus(question, { transactionId }),
  });
  if (told.kind !== "accepted" || id === null) {
    console.error(failureLine(told));
    return exitOf(told);
  }
  const answer = await awaitAnswer(target, id, countOf(options.timeout, "--timeout"));
  for (const message of answer?.messages ?? []) console.log(JSON.stringify(message, undefined, 2));
  if (answer) return exitCodes.ok;
  console.error("✗ No answer in time.");
  return exitCodes.temporary;
}
