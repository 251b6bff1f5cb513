import type { Command } from "commander";
import type { JsonObject } from "../../domain/json.ts";
import type { Told } from "../../wire/client-line.ts";
import { askLater } from "../dci/asking.ts";
import { addQueryOptions, queryOf, wantedOf, type QueryOptions } from "../dci/query.ts";
import { addTargetOptions, withTarget, type TargetOptions } from "../dci/target.ts";
import { exitOf, failureLine } from "../dci/telling.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";

type Options = TargetOptions &
  QueryOptions & {
    event: string;
    frequency: string;
    from?: string;
    until?: string;
    json?: boolean;
  };

/** `dci subscribe` and `dci unsubscribe`: acknowledged; the codes come in the callback to us. */
export function addSubscriptionCommands(dci: Command): void {
  const subscribe = dci
    .command("subscribe")
    .description("ask to be told of events; on-subscribe brings the code")
    .requiredOption("--event <type>", "the event type, for example enrolment")
    .option("--frequency <text>", "real-time, or a Quartz cron text", "real-time")
    .option("--from <date-time>", "when it begins")
    .option("--until <date-time>", "when it ends")
    .option("--json", "print the acknowledgement as JSON")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (options: Options) => {
      process.exitCode = await ask(options, "subscribe", criteriaOf(options));
    });
  addTargetOptions(addQueryOptions(subscribe, "Member"));
  const unsubscribe = dci
    .command("unsubscribe <codes...>")
    .description("end subscriptions by their codes; on-unsubscribe confirms it")
    .option("--purpose <code>", "why", "verification")
    .option("--json", "print the acknowledgement as JSON")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (codes: string[], options: Options) => {
      process.exitCode = await ask(options, "unsubscribe", codes);
    });
  addTargetOptions(unsubscribe);
}

function criteriaOf(options: Options) {
  const { query_type, query } = queryOf(options);
  const { purpose, at } = wantedOf(options);
  const { frequency, from, until } = options;
  return {
    version: "1.0.0",
    reg_event_type: options.event,
    frequency: {
      frequency,
      ...(from === undefined ? {} : { start_time: from }),
      ...(until === undefined ? {} : { end_time: until }),
    },
    filter_type: query_type,
    filter: query,
    notify_record_type: options.recordType ?? "Member",
    authorize: { ts: at, purpose },
  };
}

async function ask(
  options: Options,
  operation: "subscribe" | "unsubscribe",
  wanted: ReturnType<typeof criteriaOf> | string[],
) {
  const { told } = await withTarget(options, (target) =>
    askLater(target, options, {
      operation,
      asked: { wanted: wanted as unknown as JsonObject },
      ask: (line, transactionId) =>
        Array.isArray(wanted)
          ? line.unsubscribe(wanted, { transactionId })
          : line.subscribe(wanted, { transactionId }),
    }),
  );
  return tell(told, options.json === true);
}

function tell(told: Told, json: boolean) {
  if (json) console.log(JSON.stringify(told, undefined, 2));
  if (told.kind !== "accepted") {
    console.error(failureLine(told));
    return exitOf(told);
  }
  if (!json) {
    console.log(`Acknowledged. Transaction ${told.transactionId}.`);
    if (told.nack) console.log("The other side says that no callback will follow.");
  }
  return exitCodes.ok;
}
