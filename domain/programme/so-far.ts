import type { Json } from "../json.ts";
import { definitionFaults, type DefinitionFault } from "./checking.ts";
import { readDefinition, shapeOf } from "./programme.ts";

/**
 * What is wrong with a definition that is still being written. Places that are empty yet are named, and
 * what the rest means is checked all the same: whoever writes the third part learns of its faults then,
 * and not after the ninth.
 */
export function faultsSoFar(value: unknown): DefinitionFault[] {
  const read = readDefinition(value);
  if (read.ok) return [];
  const empty = read.faults.filter(({ code }) => code === "shape").map(({ at }) => at);
  if (empty.length === 0) return read.faults;
  const mended = shapeOf(filled(value as Json, "", new Set(empty)));
  if (!mended) return read.faults;
  const hangsOn = ({ at }: DefinitionFault) =>
    empty.some((place) => place === at || place.startsWith(`${at}/`));
  return [...read.faults, ...definitionFaults(mended).filter((fault) => !hangsOn(fault))];
}

/** The value with something harmless in each of these places. */
function filled(value: Json, at: string, places: ReadonlySet<string>): Json {
  if (places.has(at)) return stopgap(value, at);
  if (Array.isArray(value)) return value.map((one, index) => filled(one, `${at}/${index}`, places));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    filled(one, `${at}/${name}`, places),
  ]);
  return Object.fromEntries(entries) as Json;
}

function stopgap(value: Json, at: string): Json {
  if (value === null) return 0;
  if (value !== "") return value;
  const name = at.slice(at.lastIndexOf("/") + 1);
  if (name === "currency") return "XXX";
  return /^(day|from|until)$/.test(name) ? "2000-01-01" : "-";
}
