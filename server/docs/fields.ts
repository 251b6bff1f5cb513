import { isObject, type JsonObject } from "./json-shapes.ts";

/** One row of a table of members: where it stands, what it is, whether it must be there. */
export interface FieldRow {
  path: string;
  /** The last step of the path, and how many steps are above it. */
  name: string;
  depth: number;
  type: string;
  required: boolean;
}

const depth_max = 6;

/** The members of a schema as rows, depth first, `[]` behind lists; references are followed by name only. */
export function fieldRows(schema: unknown, path = "", depth = 0): FieldRow[] {
  if (!isObject(schema) || depth > depth_max) return [];
  const { properties, required, items } = schema;
  if (isObject(items)) return fieldRows(items, `${path}[]`, depth);
  if (!isObject(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, inner]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const row = { path: at, name, depth, type: typeText(inner), required: needed.includes(name) };
    return [row, ...fieldRows(inner, at, depth + 1)];
  });
}

function typeText(schema: unknown): string {
  if (!isObject(schema)) return "anything";
  const { type, const: only, enum: words, anyOf, format } = schema;
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(words)) return words.map((word) => JSON.stringify(word)).join(" or ");
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(typeText))].join(" or ");
  if (type === "array") return `list of ${typeText(schema["items"])}${bounds(schema)}`;
  if (typeof type !== "string") return "anything";
  return `${typeof format === "string" ? format : type}${bounds(schema)}`;
}

function bounds(schema: JsonObject): string {
  const pairs: [string, string, string][] = [
    ["minLength", "maxLength", "characters"],
    ["minItems", "maxItems", "items"],
    ["minimum", "maximum", ""],
  ];
  for (const [low, high, unit] of pairs) {
    const [from, to] = [schema[low], schema[high]];
    if (typeof to !== "number" || to === Number.MAX_SAFE_INTEGER) continue;
    return ` (${typeof from === "number" ? `${from} to ` : "up to "}${to}${unit && ` ${unit}`})`;
  }
  return "";
}
