/** The query forms on the command line. What is typed is sent; it is never logged. */
import type { Command } from "commander";
import type { Purpose } from "../../domain/agreement.ts";
import type { Sort } from "../../wire/messages/search.ts";
import {
  byExpression,
  byGraphql,
  byIdentifier,
  byPredicates,
  type Query,
  type Wanted,
} from "../../wire/questions.ts";
import { usage } from "./target.ts";

/** Exactly one of the forms, and why it is asked. */
export interface QueryOptions {
  identifier?: string;
  expression?: string;
  predicate?: string;
  graphql?: string;
  recordType?: string;
  purpose: string;
}

const forms = "--identifier, --expression, --predicate or --graphql";

/** Adds the options of a query. */
export function addQueryOptions(command: Command, recordType: string): Command {
  return command
    .option("--identifier <type:value>", "by one identifier: UIN:123")
    .option("--expression <json>", 'by a condition: {"$and":[{"sex":{"$eq":"female"}}]}')
    .option("--predicate <json>", "by a list of predicates, or one")
    .option("--graphql <text>", "by the GraphQL text of the samples")
    .option("--record-type <name>", "Person, Member, Group or Beneficiary", recordType)
    .option(
      "--purpose <code>",
      "verification, work_support, case_management or referral",
      "verification",
    );
}

/** The query that was typed. @throws CannotGoOn unless there is exactly one. */
export function queryOf(options: QueryOptions): Query {
  const { identifier, expression, predicate, graphql } = options;
  const given = [
    identifier === undefined ? [] : [identifierQuery(identifier)],
    expression === undefined ? [] : [byExpression(jsonOf(expression, "--expression"))],
    predicate === undefined ? [] : [byPredicates(jsonOf(predicate, "--predicate"))],
    graphql === undefined ? [] : [byGraphql(graphql)],
  ].flat();
  const [only, ...more] = given;
  if (!only || more.length > 0) throw usage(`Ask by one of ${forms}.`);
  return only;
}

/** Type and value of `--identifier`; null when another form was used. */
export function identifierOf({ identifier }: Partial<QueryOptions>) {
  const [, identifier_type = "", identifier_value = ""] =
    /^([A-Za-z0-9_.-]{1,60}):(.+)$/.exec(identifier ?? "") ?? [];
  return identifier_type ? { identifier_type, identifier_value } : null;
}

/** Everything beside the query. */
export function wantedOf({ recordType, purpose }: QueryOptions): Wanted {
  return {
    ...(recordType === undefined ? {} : { recordType }),
    purpose: { code: purposeOf(purpose) },
    at: new Date().toISOString(),
  };
}

const purposes: readonly string[] = ["verification", "work_support", "case_management", "referral"];

/** @throws CannotGoOn when it is none of ours. */
export function purposeOf(text: string): Purpose {
  if (purposes.includes(text)) return text as Purpose;
  throw usage(`--purpose is one of ${purposes.join(", ")}.`);
}

/** `name` or `name:desc`, several by comma. */
export function sortOf(text: string): Sort {
  return text.split(",").map((one) => {
    const [attribute_name = "", order = "asc"] = one.split(":");
    if (order !== "asc" && order !== "desc") throw usage("--sort says asc or desc after a colon.");
    return { attribute_name, sort_order: order };
  });
}

/** A whole number from 1. */
export function countOf(text: string, option: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw usage(`${option} is a whole number from 1.`);
}

function identifierQuery(text: string): Query {
  const identifier = identifierOf({ identifier: text });
  if (!identifier) throw usage("--identifier is a type, a colon and a value: UIN:123.");
  return byIdentifier(identifier.identifier_type, identifier.identifier_value);
}

function jsonOf(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usage(`${option} is not JSON.`);
  }
}
