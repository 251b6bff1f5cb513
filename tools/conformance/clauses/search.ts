/** `sync/search`: shapes, query forms and the faults of one item (ESS API 1.0.0, API.COM.01 SYN). */
import { envelopeFaults, isTaken, itemsIn, refusalFaults, requireOffered } from "../answers.ts";
import type { Answer, JsonObject } from "../caller.ts";
import { signatureFault, type Checking } from "../checking.ts";
import {
  Ended,
  judged,
  notOffered,
  skipped,
  type Clause,
  type Fault,
  type Level,
} from "../clause.ts";
import {
  byIdentifier,
  expression,
  graphql,
  question,
  search,
  unknownPerson,
  wide,
} from "../messages.ts";
import { listOf, memberOf, recordsIn, shown, textOf } from "../reading.ts";
import { SearchAnswer } from "../shapes.ts";

const where = { system: "both", operation: "/sync/search" } as const;
const source = "ESS API 1.0.0 /registry/sync/search";

export const searchClauses: readonly Clause[] = [
  {
    ...where,
    id: "search.shape",
    source: `${source}, SearchResponse, MsgCallbackHeader`,
    level: "must",
    title: "A question is answered with an on-search envelope of the standard's shape.",
    run: async (at) => judged(envelopeFaults(await unknown(at), "on-search", SearchAnswer)),
  },
  {
    ...where,
    id: "search.signed",
    source: "ESS API 1.0.0, signature of header and message",
    level: "must",
    title: "The synchronous answer is signed with a published key.",
    run: async (at) => {
      if (at.self.sign === "none") return skipped("The run does not look at signatures.");
      return judged([await signatureFault(at, (await unknown(at)).text)]);
    },
  },
  {
    ...where,
    id: "search.reference",
    source: `${source}, reference_id`,
    level: "must",
    title: "Each question of a message is answered under its own reference_id.",
    run: async (at) => {
      const asked = [1, 2, 3].map(() => question(at, byIdentifier(unknownPerson(at.target))));
      const answer = await ask(at, search(...asked), 3);
      const wanted = asked.map((item) => String(item["reference_id"])).toSorted();
      const got = itemsIn(answer.body).map((item) => String(memberOf(item, "reference_id")));
      return judged([
        JSON.stringify(got.toSorted()) !== JSON.stringify(wanted) &&
          `${got.length} items were answered, for ${wanted.length} questions with other references.`,
      ]);
    },
  },
  {
    ...where,
    id: "search.unknown_person",
    source: `${source}, idtype-value`,
    level: "must",
    title: "An identifier nobody has finds nobody, and is no error.",
    run: async (at) => {
      const [item] = itemsIn((await unknown(at)).body);
      const records = recordsIn(memberOf(item, "data"));
      return judged([
        item === undefined && "There is no item in the answer.",
        records.length > 0 && `${records.length} records were given.`,
      ]);
    },
  },
  {
    ...where,
    id: "search.known_person",
    source: `${source}, idtype-value`,
    level: "must",
    title: "An identifier somebody has finds exactly that person.",
    run: async (at) => {
      const identifier = await somebody(at);
      const answer = await ask(at, search(question(at, byIdentifier(identifier))));
      const records = recordsIn(memberOf(itemsIn(answer.body)[0], "data"));
      const holds = JSON.stringify(records).includes(JSON.stringify(identifier.value));
      return judged([
        records.length !== 1 && `${records.length} records were given.`,
        records.length > 0 && !holds && "The record does not hold the identifier asked for.",
        ...envelopeFaults(answer, "on-search", SearchAnswer),
      ]);
    },
  },
  found("search.predicate", "predicate list", "must", (at) => wide(at)),
  found("search.expression", "expression", "must", (at) => expression(at)),
  found("search.predicate_two", "predicate list with two conditions", "must", (at) => ({
    query_type: "predicate",
    query: [
      {
        seq_num: 1,
        expression1: { attribute_name: at.target.attribute, operator: "ge", attribute_value: "0" },
        condition: "and",
        expression2: {
          attribute_name: at.target.attribute,
          operator: "lt",
          attribute_value: "200",
        },
      },
    ],
  })),
  found("search.graphql", "GraphQL text", "info", (at) => ({
    query_type: "graphql",
    query: graphql(at.target, 0),
  })),
  {
    ...where,
    id: "search.condition_counts",
    source: `${source}, predicate`,
    level: "must",
    title: "A condition nobody fulfils finds nobody.",
    run: async (at) => {
      const nobody = {
        attribute_name: at.target.attribute,
        operator: "gt",
        attribute_value: "900",
      };
      const answer = await ask(
        at,
        search(
          question(at, { query_type: "predicate", query: [{ seq_num: 1, expression1: nobody }] }),
        ),
      );
      const [item] = itemsIn(answer.body);
      if (memberOf(item, "status") === "rjct") return skipped("The condition was refused.");
      if (item === undefined) return judged(["There is no item in the answer."]);
      const records = recordsIn(memberOf(item, "data"));
      return judged([records.length > 0 && `${records.length} records were given.`]);
    },
  },
  refusedItem(
    "search.query_type",
    "of an unknown query type",
    ["rjct.search_criteria.invalid"],
    () => ({
      query_type: "telepathy",
      query: { type: "UIN", value: "1" },
    }),
  ),
  refusedItem(
    "search.attribute",
    "about an attribute that does not exist",
    ["rjct.search_criteria.invalid", "rjct.filter.invalid"],
    () => ({
      query_type: "predicate",
      query: [
        {
          seq_num: 1,
          expression1: { attribute_name: "__proto__", operator: "eq", attribute_value: "1" },
        },
      ],
    }),
  ),
  refusedItem(
    "search.operator",
    "with an operator that does not exist",
    ["rjct.search_criteria.invalid", "rjct.filter.invalid"],
    (at) => ({
      query_type: "predicate",
      query: [
        {
          seq_num: 1,
          expression1: {
            attribute_name: at.target.attribute,
            operator: "resembles",
            attribute_value: "1",
          },
        },
      ],
    }),
  ),
  refusedItem(
    "search.expression_operator",
    "with an operator of code ($where)",
    ["rjct.search_criteria.invalid", "rjct.filter.invalid"],
    () => ({
      query_type: "expression",
      query: {
        type: "ns:org:QueryType:expression",
        value: { expression: { collection: "Member", query: { $where: "while(true){}" } } },
      },
    }),
  ),
  refusedItem("search.sort", "sorted by what does not exist", ["rjct.sort.invalid"], (at) =>
    wide(at, { sort: [{ attribute_name: "no_such_attribute", sort_order: "asc" }] }),
  ),
  refusedItem("search.sort_order", "sorted neither up nor down", ["rjct.sort.invalid"], (at) =>
    wide(at, { sort: [{ attribute_name: at.target.sortAttribute, sort_order: "sideways" }] }),
  ),
  ...[
    ["zero", 0, 1],
    ["negative", -1, 1],
    ["page_zero", 10, 0],
  ].map(([name, page_size, page_number]) =>
    refusedItem(
      `search.page_${String(name).replace("page_", "number_")}`,
      `for page ${String(page_number)} of ${String(page_size)} records a page`,
      ["rjct.pagination.invalid"],
      (at) => wide(at, { pagination: { page_size, page_number } }),
    ),
  ),
  {
    ...where,
    id: "search.page_huge",
    source: `${source}, pagination`,
    level: "should",
    title: "A page of a thousand million records is refused or cut, never attempted.",
    run: async (at) => {
      const pagination = { page_size: 1_000_000_000, page_number: 1 };
      const answer = await ask(at, search(question(at, wide(at, { pagination }))));
      const [item] = itemsIn(answer.body);
      if (memberOf(item, "status") === "rjct") {
        return judged(
          refusalFaults(answer, ["rjct.pagination.invalid", "rjct.search.too_many_records_found"]),
        );
      }
      const records = recordsIn(memberOf(item, "data")).length;
      return judged([
        item === undefined && "There is no item in the answer.",
        answer.status >= 500 && `Answered ${answer.status}.`,
        records > 10_000 && `${records} records were given at once.`,
      ]);
    },
  },
  {
    ...where,
    id: "search.reference_twice",
    source: `${source}; rjct.reference_id.duplicate`,
    level: "must",
    title: "The second question under one reference_id is refused as a duplicate.",
    run: async (at) => {
      const one = question(at, byIdentifier(unknownPerson(at.target)));
      const answer = await ask(at, search(one, one), 2);
      const codes = itemsIn(answer.body).map((item) => memberOf(item, "status_reason_code"));
      const refused = codes.includes("rjct.reference_id.duplicate");
      const atDoor = refusalFaults(answer, ["rjct.reference_id.duplicate"]).length === 0;
      return judged([!refused && !atDoor && `Reasons given: ${shown(codes)}.`]);
    },
  },
  {
    ...where,
    id: "search.item_time",
    source: `${source}; rjct.timestamp.invalid`,
    level: "must",
    title: "A question whose timestamp has no zone is refused alone; its neighbour is answered.",
    run: async (at) => {
      const right = question(at, byIdentifier(unknownPerson(at.target)));
      const wrong = question(at, byIdentifier(unknownPerson(at.target)), {
        timestamp: "2026-02-16",
      });
      const answer = await ask(at, search(right, wrong), 2);
      const itemOf = (asked: JsonObject) =>
        itemsIn(answer.body).find(
          (item) => memberOf(item, "reference_id") === asked["reference_id"],
        );
      const reason = memberOf(itemOf(wrong), "status_reason_code");
      const status = memberOf(itemOf(right), "status");
      return judged([
        reason !== "rjct.timestamp.invalid" && `The reason given is ${shown(reason)}.`,
        (status === undefined || status === "rjct") && `The right question is ${shown(status)}.`,
      ]);
    },
  },
];

function found(
  id: string,
  form: string,
  level: Level,
  criteria: (at: Checking) => JsonObject,
): Clause {
  return {
    ...where,
    id,
    source: `${source}, query`,
    level,
    title: `A ${form} is understood and finds somebody.`,
    run: async (at) => {
      const pagination = { page_size: 5, page_number: 1 };
      const answer = await ask(at, search(question(at, { ...criteria(at), pagination })));
      if (level === "info" && !isTaken(answer)) return notOffered(`A ${form} is refused.`);
      return judged([...foundFaults(answer), ...envelopeFaults(answer, "on-search", SearchAnswer)]);
    },
  };
}

function foundFaults(answer: Answer): Fault[] {
  const [item] = itemsIn(answer.body);
  const status = memberOf(item, "status");
  const reason = memberOf(item, "status_reason_code");
  const records = recordsIn(memberOf(item, "data")).length;
  return [
    status !== "succ" && `The item's status is ${shown(status)} (${shown(reason)}).`,
    status === "succ" && records === 0 && "Nobody was found.",
    records > 5 && `${records} records were given on a page of 5.`,
  ];
}

function refusedItem(
  id: string,
  what: string,
  codes: readonly string[],
  criteria: (at: Checking) => JsonObject,
): Clause {
  return {
    ...where,
    id,
    source: `${source}, SearchStatusReasonCode`,
    level: "must",
    title: `A question ${what} is refused as ${codes.join(" or ")}.`,
    run: async (at) => {
      const answer = await ask(at, search(question(at, criteria(at))));
      return judged(refusalFaults(answer, codes));
    },
  };
}

/** A question whose answer must be nobody; several clauses look at its answer. */
function unknown(at: Checking): Promise<Answer> {
  return at.once("a search for nobody", () =>
    ask(at, search(question(at, byIdentifier(unknownPerson(at.target))))),
  );
}

/** A person the server tells us of: the one given, or the first of a wide search with an identifier. */
export async function somebody(at: Checking): Promise<{ type: string; value: string }> {
  const { identifier } = at.target;
  if (identifier) return identifier;
  return at.once("somebody the server knows", async () => {
    const pagination = { page_size: 20, page_number: 1 };
    const { body } = await ask(at, search(question(at, wide(at, { pagination }))));
    const identifiers = recordsIn(memberOf(itemsIn(body)[0], "data")).flatMap((record) => [
      ...listOf(record, "member_identifier"),
      ...listOf(record, "demographic_info", "identifier"),
    ]);
    const usable = identifiers.find((one) => textOf(one, "identifier_value") !== "");
    if (!usable) throw new Ended(skipped("No person is known to the checker (--identifier)."));
    return { type: textOf(usable, "identifier_type"), value: textOf(usable, "identifier_value") };
  });
}

/** Asks at once. Ends the clause when there is no such operation. */
export async function ask(at: Checking, message: JsonObject, total_count = 1): Promise<Answer> {
  const answer = await at.self.post("sync/search", message, { header: { total_count } });
  requireOffered("sync/search", answer);
  if (answer.status === 0) throw new Ended(judged([`No answer: ${answer.text}.`]));
  return answer;
}
