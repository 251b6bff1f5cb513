/** Sorting and paging over `sync/search` (ESS API 1.0.0, sort, pagination). */
import { itemsIn } from "../answers.ts";
import type { Checking } from "../checking.ts";
import { Ended, judged, skipped, type Clause } from "../clause.ts";
import { question, search, wide } from "../messages.ts";
import { memberOf, recordsIn, shown } from "../reading.ts";
import { ask } from "./search.ts";

const where = { system: "both", operation: "/sync/search" } as const;
const source = "ESS API 1.0.0, pagination";
/** At first; where many are found, so many that about eight pages hold all. */
const page_size_min = 3;
const page_size_max = 500;
const pages_aim = 8;
const pages_max = 40;

interface Page {
  number: number;
  records: unknown[];
  status: unknown;
  pagination: unknown;
}

export const pagingClauses: readonly Clause[] = [
  {
    ...where,
    id: "paging.members",
    source,
    level: "must",
    title: "A page says its size, its number and the count of all.",
    run: async (at) => {
      const [first, second] = await walk(at);
      const said = (page: Page | undefined, name: string) => memberOf(page?.pagination, name);
      return judged([
        said(first, "page_number") !== 1 &&
          `The first page is ${shown(said(first, "page_number"))}.`,
        second && said(second, "page_number") !== 2 && "The second page does not say 2.",
        !Number.isInteger(said(first, "total_count")) && "There is no total_count.",
        !Number.isInteger(said(first, "page_size")) && "There is no page_size.",
      ]);
    },
  },
  {
    ...where,
    id: "paging.size",
    source,
    level: "must",
    title: "No page holds more records than asked for, and none but the last fewer.",
    run: async (at) => {
      const pages = await walk(at);
      const size = await pageSize(at);
      const over = pages.filter(({ records }) => records.length > size);
      const short = pages.slice(0, -1).filter(({ records }) => records.length < size);
      return judged([
        over.length > 0 && `Page ${over[0]?.number} holds ${over[0]?.records.length} records.`,
        short.length > 0 && `Page ${short[0]?.number} holds ${short[0]?.records.length} records.`,
      ]);
    },
  },
  {
    ...where,
    id: "paging.disjoint",
    source,
    level: "must",
    title: "No record stands on two pages.",
    run: async (at) => {
      const texts = (await walk(at)).flatMap(({ records }) => records.map(nameOf));
      const twice = texts.length - new Set(texts).size;
      return judged([twice > 0 && `${twice} of ${texts.length} records came twice.`]);
    },
  },
  {
    ...where,
    id: "paging.complete",
    source: `${source}, total_count`,
    level: "must",
    title: "The pages together hold as many records as total_count says, on every page the same.",
    run: async (at) => {
      const pages = await walk(at);
      const counts = [...new Set(pages.map((page) => memberOf(page.pagination, "total_count")))];
      const [total] = counts;
      const got = pages.reduce((sum, { records }) => sum + records.length, 0);
      if (pages.length >= pages_max) {
        return judged([got > Number(total) && `${got} records, more than ${shown(total)}.`]);
      }
      return judged([
        counts.length > 1 && `total_count changes from page to page: ${shown(counts)}.`,
        got !== total && `The pages hold ${got} records; total_count is ${shown(total)}.`,
      ]);
    },
  },
  {
    ...where,
    id: "paging.beyond",
    source,
    level: "must",
    title: "A page beyond the last is empty or refused, and total_count stays.",
    run: async (at) => {
      const pages = await walk(at);
      const total = memberOf(pages[0]?.pagination, "total_count");
      const page = await pageAt(at, 100_000, await pageSize(at));
      if (page.status === "rjct") return judged([]);
      const said = memberOf(page.pagination, "total_count");
      return judged([
        page.records.length > 0 && `${page.records.length} records were given.`,
        said !== total && `total_count is ${shown(said)}, before it was ${shown(total)}.`,
      ]);
    },
  },
  {
    ...where,
    id: "paging.sorted",
    source: "ESS API 1.0.0, sort",
    level: "must",
    title: "Records come in the order asked for, up and down.",
    run: async (at) => {
      const [up, down] = [await sorted(at, "asc"), await sorted(at, "desc")];
      const values = up.filter((value): value is string => value !== undefined);
      if (values.length < 2)
        return skipped(`Fewer than two records have ${at.target.sortAttribute}.`);
      const rising = values.every(
        (value, index) => index === 0 || (values[index - 1] ?? "") <= value,
      );
      const falling = down.filter((value): value is string => value !== undefined);
      const falls = falling.every((value, at_) => at_ === 0 || (falling[at_ - 1] ?? "") >= value);
      return judged([
        !rising && "Ascending order does not rise.",
        !falls && "Descending order does not fall.",
        values[0] === falling[0] && values[0] !== values.at(-1) && "Both orders begin alike.",
      ]);
    },
  },
];

/** All pages of the widest question, in one order, until one is not full: the count is not trusted. */
function walk(at: Checking): Promise<Page[]> {
  return at.once("all pages", async () => {
    const size = await pageSize(at);
    const pages: Page[] = [];
    for (let number = 1; number <= pages_max; number += 1) {
      const page = await pageAt(at, number, size);
      if (page.status === "rjct" && number > 1) break;
      if (page.status !== "succ") {
        throw new Ended(skipped(`Page ${number} was not given (${shown(page.status)}).`));
      }
      if (page.records.length === 0) break;
      pages.push(page);
      if (page.records.length < size) break;
    }
    const [first] = pages;
    if (!first) throw new Ended(skipped("The server found nobody, so there are no pages."));
    return pages;
  });
}

function pageSize(at: Checking): Promise<number> {
  return at.once("the size of a page", async () => {
    const { pagination } = await pageAt(at, 1, page_size_min);
    const total = Number(memberOf(pagination, "total_count") ?? 0);
    const aim = Number.isFinite(total) ? Math.ceil(total / pages_aim) : 0;
    return Math.min(page_size_max, Math.max(page_size_min, aim));
  });
}

async function pageAt(at: Checking, page_number: number, page_size: number): Promise<Page> {
  const pagination = { page_size, page_number };
  const sort = [{ attribute_name: at.target.sortAttribute, sort_order: "asc" }];
  const answer = await ask(at, search(question(at, wide(at, { sort, pagination }))));
  const [item] = itemsIn(answer.body);
  return {
    number: page_number,
    records: recordsIn(memberOf(item, "data")),
    status: memberOf(item, "status"),
    pagination: memberOf(item, "pagination"),
  };
}

async function sorted(at: Checking, sort_order: string): Promise<(string | undefined)[]> {
  const sort = [{ attribute_name: at.target.sortAttribute, sort_order }];
  const pagination = { page_size: 50, page_number: 1 };
  const answer = await ask(at, search(question(at, wide(at, { sort, pagination }))));
  const [item] = itemsIn(answer.body);
  if (memberOf(item, "status") !== "succ") {
    const reason = memberOf(item, "status_reason_code");
    throw new Ended(
      judged([`Sorting by ${at.target.sortAttribute} is refused (${shown(reason)}).`]),
    );
  }
  return recordsIn(memberOf(item, "data")).map((record) => {
    const path = at.target.sortAttribute.split(".");
    const value =
      memberOf(record, ...path) ?? memberOf(record, "demographic_info", path.at(-1) ?? "");
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  });
}

/** By what a record is known: its @id, or all of it. */
function nameOf(record: unknown): string {
  const id = memberOf(record, "@id");
  return typeof id === "string" && id.length > 12 ? id : JSON.stringify(record);
}
