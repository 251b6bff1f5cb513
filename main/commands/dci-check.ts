import type { Command } from "commander";
import type { JsonObject } from "../../domain/json.ts";
import type { EnrolledResponse } from "../../wire/messages/enrolled.ts";
import { enrolledCriteria } from "../../wire/questions.ts";
import { askNow } from "../dci/asking.ts";
import { addQueryOptions, queryOf, wantedOf, type QueryOptions } from "../dci/query.ts";
import { addTargetOptions, withTarget, type TargetOptions } from "../dci/target.ts";
import { exitOf, failureLine, plain, table } from "../dci/telling.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";

type Options = TargetOptions & QueryOptions & { json?: boolean };
const commands = [
  ["check", "sync/check-enrollment", "ask for the enrolment status of a person (PRS.EMP.05)"],
  ["enrolled", "sync/enrolled", "ask whether a person is enrolled: yes or no (IBR)"],
] as const;

/** `dci check` and `dci enrolled`. */
export function addCheckCommands(dci: Command): void {
  for (const [name, operation, description] of commands) {
    const command = dci
      .command(name)
      .description(description)
      .option("--json", "print the answer as JSON")
      .addHelpText("after", exitCodeHelp())
      .exitOverride()
      .action(async (options: Options) => {
        process.exitCode = await check(operation, options);
      });
    addTargetOptions(addQueryOptions(command, "Member"));
  }
}

async function check(operation: "sync/check-enrollment" | "sync/enrolled", options: Options) {
  const criteria = enrolledCriteria(queryOf(options), wantedOf(options));
  const outcome = await withTarget(options, (target) =>
    askNow<EnrolledResponse>(target, options, {
      operation,
      asked: { criteria: criteria as JsonObject },
      async *ask(line, transactionId) {
        yield operation === "sync/enrolled"
          ? await line.enrolled(criteria, { transactionId })
          : await line.checkEnrollment(criteria, { transactionId });
      },
    }),
  );
  if (options.json === true) console.log(JSON.stringify(outcome, undefined, 2));
  else
    for (const message of outcome.messages) for (const line of linesOf(message)) console.log(line);
  if (outcome.failure === null) return exitCodes.ok;
  console.error(failureLine(outcome.failure));
  return exitOf(outcome.failure);
}

function linesOf({ enrolled_response }: EnrolledResponse): string[] {
  if (enrolled_response.length === 0) return ["Nobody such is known there, or not shared with us."];
  return table(
    enrolled_response.map((item) => ({
      status: plain(item.enrolled_status ?? item.status_reason_code ?? item.status),
      programme: plain(programmeOf(item)),
      as_of: plain(item.timestamp),
    })),
  );
}

function programmeOf(item: object): string {
  const { programme_identifier: named } = item as {
    programme_identifier?: { programme_name?: unknown };
  };
  return typeof named?.programme_name === "string" ? named.programme_name : "";
}
