/** The answer of a check: of one plan, as JSON and as lines. */
import { checkPlan } from "../../../domain/conflicts/check.ts";
import type { Conflict, Reason } from "../../../domain/conflicts/finding.ts";
import type { Lane } from "../../../domain/conflicts/forms.ts";
import type { Note, Plan } from "../../../domain/conflicts/plan.ts";
import { tells, veiled } from "../../../domain/conflicts/protection.ts";
import { dayText } from "../../../domain/conflicts/time/walls.ts";
import { waysOut } from "../../../domain/conflicts/ways/ways-out.ts";
import type { StepChange, Way } from "../../../domain/conflicts/ways/way.ts";
import { noteSentences, notAvailable, reasonSentences, waySentences } from "./sentences.ts";

export interface ShownConflict {
  kind: string;
  steps: readonly string[];
  on: string[];
  certainty: string;
  text: string;
  ways_out: ShownWay[];
}

/** `set`: what of the step's facts would be otherwise; it was tried. */
export interface ShownWay {
  way: string;
  step?: string;
  set?: StepChange;
  text: string;
}

export interface Answer {
  conflicts: ShownConflict[];
  notes: { code: string; steps?: readonly string[]; text: string }[];
}

/** `as`: what that agency may be shown; null: everything. */
export function answerOf(whole: Plan, as: Lane | null): Answer {
  const { plan, hide } = as === null ? { plan: whole, hide: [] } : veiled(whole, as);
  const checked = checkPlan(plan);
  const { conflicts, notes } = checked;
  const ways = waysOut(plan, checked);
  return {
    conflicts: conflicts.map((conflict, index) => ({
      ...shown(plan, conflict, hide),
      ways_out: (ways[index] ?? []).map((way) => shownWay(plan, way, hide)),
    })),
    notes: notes
      .filter(({ steps = [] }) => !steps.some((id) => isHidden(plan, id)))
      .flatMap((note) => {
        const { code, steps } = note;
        const text = sentence(plan, noteSentences[code], note);
        if (tells(text, hide)) return [];
        return [{ code, ...(steps === undefined ? {} : { steps }), text }];
      }),
  };
}

function shown(plan: Plan, conflict: Conflict, hide: readonly string[]) {
  const { kind, steps, on, certainty, reasons } = conflict;
  const said = reasons.map((reason) => sentence(plan, reasonSentences[reason.code], reason));
  const isVeiled = steps.some((id) => isHidden(plan, id));
  const text = said.join(" ");
  const generic = sentence(plan, notAvailable, { steps });
  return {
    kind,
    steps,
    on: on.map(dayText),
    certainty,
    text: isVeiled || tells(text, hide) ? barely(generic, steps, hide) : text,
  };
}

function shownWay(plan: Plan, { way, step, set, values }: Way, hide: readonly string[]): ShownWay {
  const begins = set?.start ?? set?.from ?? "";
  const said = {
    steps: step === undefined ? [] : [step],
    values: {
      ...values,
      ...(set?.hoursPerWeek === undefined ? {} : { hours: set.hoursPerWeek }),
      begins: begins.replace("T", " "),
      days: set?.exdate?.map((one) => one.slice(0, 10)).join(", ") ?? values?.["days"] ?? "",
      until: set?.until ?? "",
    },
  };
  const text = sentence(plan, waySentences[way], said);
  const isBare = tells(text, hide) || tells(JSON.stringify(set ?? {}), hide);
  return {
    way,
    ...(step === undefined ? {} : { step }),
    ...(set === undefined ? {} : { set }),
    text: isBare ? waySentences[way].replace(/\{\w+\}/g, "…") : text,
  };
}

/** Another step's title may say what must not be said; then ids have to do. */
function barely(generic: string, steps: readonly string[], hide: readonly string[]): string {
  return tells(generic, hide) ? notAvailable.replace("{steps}", steps.join(", ")) : generic;
}

function isHidden(plan: Plan, id: string): boolean {
  return plan.byId.get(id)?.isHidden === true;
}

type Said = Omit<Reason, "code"> & Pick<Note, "place">;
const named_max = 6;

function sentence(plan: Plan, pattern: string, said: Said): string {
  const steps = (said.steps ?? []).map((id) => nameOf(plan, id));
  const more = steps.length > named_max ? ` and ${steps.length - named_max} more` : "";
  const words = new Map<string, string>([
    ["a", steps[0] ?? ""],
    ["b", steps[1] ?? ""],
    ["steps", `${steps.slice(0, named_max).join(", ")}${more}`],
    ["who", plan.members.get(said.members?.[0] ?? "")?.name ?? "the person"],
    ["place", placeName(plan, String(said.values?.["place"] ?? said.places?.[0] ?? ""))],
    ["where", said.place ?? ""],
    ["rule", said.text ?? ""],
  ]);
  for (const [name, value] of Object.entries(said.values ?? {})) {
    if (!words.has(name)) words.set(name, String(value));
  }
  return pattern.replace(/\{(\w+)\}/g, (_, name: string) => words.get(name) ?? "").trim();
}

function nameOf(plan: Plan, id: string): string {
  const step = plan.byId.get(id);
  return step === undefined || step.isHidden ? id : `“${step.facts.title}” (${id})`;
}

function placeName(plan: Plan, id: string): string {
  return plan.facts.places.find((place) => place.id === id)?.name ?? id;
}

/** For a person: one line each. */
export function linesOf({ conflicts, notes }: Answer): string[] {
  const found = conflicts.flatMap(({ kind, on, certainty, text, ways_out }) => {
    const days =
      on.length > 3 ? `${on.slice(0, 3).join(", ")} and ${on.length - 3} more` : on.join(", ");
    const ways = ways_out.map((way) => `  - ${way.text}`);
    return [`${kind} (${certainty}) on ${days}`, `  ${text}`, ...ways];
  });
  const none = conflicts.length === 0 ? ["No conflicts."] : [];
  return [...none, ...found, ...notes.map(({ text }) => `Note: ${text}`)];
}
