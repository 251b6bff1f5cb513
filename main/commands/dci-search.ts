import type { Command } from "commander";
import type { JsonObject } from "../../domain/json.ts";
import { parseSearchResponse, type SearchResponse } from "../../wire/messages/search.ts";
import { searchCriteria } from "../../wire/questions.ts";
import { askLater, askNow, awaitAnswer, type Outcome } from "../dci/asking.ts";
import {
  addQueryOptions,
  countOf,
  queryOf,
  sortOf,
  wantedOf,
  type QueryOptions,
} from "../dci/query.ts";
import { addTargetOptions, usage, withTarget, type TargetOptions } from "../dci/target.ts";
import { exitOf, failureLine, searchLines } from "../dci/telling.ts";
import { exitCodeHelp, exitCodes } from "../exit-codes.ts";

type Options = TargetOptions &
  QueryOptions & {
    sort?: string;
    pageSize: string;
    page: string;
    all?: boolean;
    async?: boolean;
    timeout: string;
    json?: boolean;
  };

/** `dci search`: asks for records, at once or by a callback to the running system. */
export function addSearch(dci: Command): Command {
  const command = dci
    .command("search")
    .description("ask for records, by any form of query")
    .option("--sort <names>", "order: birth_date:desc,surname")
    .option("--page-size <count>", "records of a page", "25")
    .option("--page <number>", "which page", "1")
    .option("--all", "every page, one after the other")
    .option("--sync", "ask and wait (the default)")
    .option("--async", "ask, and wait for the callback to the running system")
    .option("--timeout <seconds>", "how long to wait for the callback", "30")
    .option("--json", "print the messages as JSON")
    .addHelpText("after", exitCodeHelp())
    .exitOverride()
    .action(async (options: Options) => {
      process.exitCode = await withTarget(options, async (target) => {
        const criteria = criteriaOf(options);
        return options.async === true
          ? later(target, options, criteria)
          : told(await now(target, options, criteria), options);
      });
    });
  return addTargetOptions(addQueryOptions(command, "Member"));
}

type Criteria = ReturnType<typeof searchCriteria>;
type Target = Parameters<typeof askNow>[0];

function criteriaOf(options: Options): Criteria {
  // Without its number every page comes, each in a callback of its own.
  const everyPage = options.async === true && options.all === true;
  const page = {
    page_size: countOf(options.pageSize, "--page-size"),
    ...(everyPage ? {} : { page_number: countOf(options.page, "--page") }),
  };
  const sort = options.sort === undefined ? {} : { sort: sortOf(options.sort) };
  return searchCriteria(queryOf(options), { ...wantedOf(options), page, ...sort });
}

function now(target: Target, options: Options, criteria: Criteria) {
  return askNow<SearchResponse>(target, options, {
    operation: "sync/search",
    asked: { criteria: criteria as JsonObject },
    async *ask(line, transactionId) {
      if (options.all === true) yield* line.syncSearchPages(criteria, { transactionId });
      else yield await line.syncSearch(criteria, { transactionId });
    },
  });
}

async function later(target: Target, options: Options, criteria: Criteria) {
  if (!target.registered) throw usage("--async needs a running system that takes the callback in.");
  const { question, told: outcome } = await askLater(target, options, {
    operation: "search",
    asked: { criteria: criteria as JsonObject },
    ask: (line, transactionId) => line.search(criteria, { transactionId }),
  });
  if (outcome.kind !== "accepted") {
    console.error(failureLine(outcome));
    return exitOf(outcome);
  }
  const seconds = countOf(options.timeout, "--timeout");
  const answer = question === null ? null : await awaitAnswer(target, question, seconds);
  if (answer === null) {
    console.error(`✗ No answer within ${seconds} s. Transaction ${outcome.transactionId}.`);
    return exitCodes.temporary;
  }
  const messages = answer.messages.flatMap((message) => {
    const read = parseSearchResponse(message);
    return read.ok ? [read.value] : [];
  });
  return told({ question, messages, evidence: [], failure: null }, options);
}

function told(outcome: Outcome<SearchResponse>, { json = false }: Options) {
  const { question, messages, evidence, failure } = outcome;
  if (json) console.log(JSON.stringify({ question, messages, evidence, failure }, undefined, 2));
  else {
    for (const line of searchLines(messages)) console.log(line);
    for (const { thumbprint } of evidence.slice(0, 1)) console.log(`Signed by key ${thumbprint}.`);
    if (question) console.log(`Kept as question ${question}.`);
  }
  if (failure === null) return exitCodes.ok;
  if (!json) console.error(failureLine(failure));
  return exitOf(failure);
}
