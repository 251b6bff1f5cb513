/** Finding a service in the directory: by words with a typing mistake, and by what it has to have. */
import { foldWords } from "../folding.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { AccessKind, ServiceKind } from "../records/directory-records.ts";
import type { Lane } from "../records/plan-values.ts";

export interface ServiceAsked {
  /** Words of the name, the provider, the place or what it is about. */
  q: string;
  kind: ServiceKind | null;
  lane: Lane | null;
  language: string | null;
  access: AccessKind[];
  /** Where the person lives: services for everybody, and those for this place. */
  area: string;
  /** Only services given on this day; null: all that are not over yet. */
  on: string | null;
}

/** How many letters are wrong between two words. */
export type Distance = (a: string, b: string) => number;

/** Services that have all of it, the best match of the words first, then by name. */
export function findServices(
  services: readonly StoredRecord[],
  asked: ServiceAsked,
  today: string,
  distance: Distance,
): StoredRecord[] {
  const typed = foldWords(asked.q);
  return services
    .filter((service) => hasAll(service, asked, today))
    .map((service) => ({ service, score: scoreOf(service, typed, distance) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0) || byName(a.service, b.service))
    .map(({ service }) => service);
}

function byName(a: StoredRecord, b: StoredRecord): number {
  const name = ({ state, id }: StoredRecord) =>
    `${foldWords(textOf(state, "name")).join(" ")} ${id}`;
  return name(a) < name(b) ? -1 : 1;
}

function hasAll({ state }: StoredRecord, asked: ServiceAsked, today: string): boolean {
  const list = (field: string) => (valueOf(state, field) ?? []) as string[];
  const { kind, lane, language, access, area, on } = asked;
  if (kind && textOf(state, "kind") !== kind) return false;
  if (lane && textOf(state, "lane") !== lane) return false;
  if (language && !list("languages").includes(language)) return false;
  if (!access.every((one) => list("access").includes(one))) return false;
  const from = textOf(state, "valid_from");
  const until = textOf(state, "valid_until");
  if (until !== "" && until < (on ?? today)) return false;
  if (on !== null && from !== "" && from > on) return false;
  return area === "" || isFor(list("areas"), area);
}

function isFor(areas: readonly string[], area: string): boolean {
  if (areas.length === 0) return true;
  const wanted = foldWords(area).join(" ");
  return areas.some((one) => foldWords(one).join(" ") === wanted);
}

/** Where words are looked for, and what a word found there is worth. */
const places: readonly (readonly [string, number])[] = [
  ["name", 8],
  ["provider", 4],
  ["place", 2],
  ["about", 1],
];

/** Null: some typed word is nowhere. Without words everything fits alike. */
function scoreOf(
  { state }: StoredRecord,
  typed: readonly string[],
  distance: Distance,
): number | null {
  let score = 0;
  const texts = places.map(([field, worth]) => ({ words: foldWords(textOf(state, field)), worth }));
  for (const word of typed) {
    const best = Math.max(
      ...texts.map(({ words, worth }) => {
        const fits = Math.max(0, ...words.map((one) => nearness(one, word, distance)));
        return fits * worth;
      }),
    );
    if (best <= 0) return null;
    score += best;
  }
  return score;
}

/** Letters from which one mistake is forgiven, and two. */
const one_mistake_letters_min = 4;
const two_mistakes_letters_min = 8;

/** 3: the word; 2: it begins so; 1: with a mistake or two; 0: another word. */
function nearness(word: string, typed: string, distance: Distance): number {
  if (word === typed) return 3;
  if (word.startsWith(typed)) return 2;
  const { length } = typed;
  if (length < one_mistake_letters_min) return 0;
  const forgiven = length >= two_mistakes_letters_min ? 2 : 1;
  // Whoever is still typing has the beginning of the word, with a letter more or less.
  const begun = [length - 1, length, length + 1].map((letters) => word.slice(0, letters));
  return [word, ...begun].some((one) => distance(one, typed) <= forgiven) ? 1 : 0;
}
