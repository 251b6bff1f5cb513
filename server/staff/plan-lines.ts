/** Goals, steps, private time and threads of a plan. */
import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import {
  addHiddenStep,
  addKeepAway,
  addUnavailable,
  editHiddenStep,
} from "../../domain/plan/hidden.ts";
import type { PlanBook } from "../../domain/plan/plan-law.ts";
import {
  addGoal,
  addStep,
  editLine,
  moveStep,
  withdrawLine,
  writeMessage,
  type Planned,
} from "../../domain/plan/planning.ts";
import { maySpeakFor } from "../../domain/plan/sign-off.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { act } from "../../store/act.ts";
import {
  EditLineBody,
  MessageBody,
  MoveStepBody,
  NewGoalBody,
  NewStepBody,
  NewUnavailableBody,
  WithdrawBody,
} from "../api/plan-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { done, post, type Call, type Doors } from "./doors.ts";
import { hiding, loadPlanningOf, naming } from "./plan-loading.ts";

interface Found {
  record: StoredRecord;
  person: StoredRecord;
  book: PlanBook;
}
type Decide = (ctx: Deciding, found: Found) => Planned;

export function planLineRoutes(doors: Doors): void {
  additions(doors);
  edits(doors);
}

function additions(doors: Doors): void {
  const door = <B extends typeof NewGoalBody | typeof NewStepBody | typeof NewUnavailableBody>(
    url: string,
    summary: string,
    body: B,
  ) => ({ url, summary, body, answer: Created, status: 201 as const });

  post(doors, door("/plans/:id/goals", "Add a goal", NewGoalBody), (call) => {
    const {
      text,
      by = null,
      how_known = "",
    } = call.body as { text: string } & Partial<Record<"by" | "how_known", string>>;
    return decided(
      call,
      ["Plan"],
      "goal.add",
      (ctx, { person, book }) =>
        known(book.goals, call.body.id) ??
        addGoal(naming(ctx, call.body.id), person, book, { text, by, how_known }),
    );
  });

  post(doors, door("/plans/:id/steps", "Add a step", NewStepBody), (call) => {
    const { id, lane, hidden, fields } = call.body as NewStepBody;
    const input = fields as Record<string, Json>;
    return decided(call, ["Plan"], "step.add", (ctx, { person, book }) => {
      const again = known([...book.steps, ...book.privateSteps], id);
      if (again) return again;
      const named = naming(ctx, id);
      return hidden
        ? addHiddenStep(named, hiding, person, book, lane, input)
        : addStep(named, person, book, lane, input);
    });
  });

  const away = door(
    "/plans/:id/unavailable",
    "A time the person is not available",
    NewUnavailableBody,
  );
  post(doors, away, (call) => {
    const {
      id,
      times = null,
      away_place = "",
      away_person = "",
      ...more
    } = call.body as NewUnavailableBody;
    const isAway = times === null;
    return decided(
      call,
      ["Plan"],
      "unavailable.add",
      (ctx, { person, book }) =>
        known(book.privateSteps, id) ??
        (isAway
          ? addKeepAway(naming(ctx, id), person, book, { place: away_place, person: away_person })
          : addUnavailable(naming(ctx, id), hiding, person, book, { times, ...more })),
    );
  });
}

function edits(doors: Doors): void {
  const edit = {
    url: "/lines/:id/edit",
    summary: "Edit a goal or a step; what changed since it was read answers 409 with its fields",
    body: EditLineBody,
    answer: Created,
  };
  post(doors, edit, (call) => {
    const { changes, seen } = call.body;
    const edits = { changes: changes as Record<string, Json>, ...(seen ? { seen } : {}) };
    return decided(call, ["Goal", "Step", "PrivateStep"], "line.edit", (ctx, { record, book }) =>
      record.type === "PrivateStep"
        ? editHiddenStep(ctx, hiding, book, record, edits)
        : editLine(ctx, book, record, edits),
    );
  });

  const move = {
    url: "/steps/:id/move",
    summary: "Move a step to its next state",
    body: MoveStepBody,
    answer: Created,
  };
  post(doors, move, (call) =>
    decided(call, ["Step", "PrivateStep"], "step.move", (ctx, { record, person }) =>
      moveStep(ctx, person, record, call.body.to, call.body),
    ),
  );

  const withdraw = {
    url: "/lines/:id/withdraw",
    summary: "Take a line out of the draft",
    body: WithdrawBody,
    answer: Created,
  };
  post(doors, withdraw, (call) =>
    decided(
      call,
      ["Goal", "Step", "PrivateStep", "Unavailable"],
      "line.withdraw",
      withdrawn(call.body.reason ?? ""),
    ),
  );

  const message = {
    url: "/steps/:id/messages",
    summary: "Write on a step's thread",
    body: MessageBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, message, (call) => {
    const { id, party, text } = call.body;
    return decided(call, ["Step"], "message.write", (ctx, { record, book }) => {
      if (!maySpeakFor(party, ctx.self.kind)) return refused("err.not_yours", ["party"]);
      return known(book.messages, id) ?? writeMessage(naming(ctx, id), record, { party, text });
    });
  });
}

function withdrawn(reason: string): Decide {
  return (ctx, { record, book }) => {
    if (record.type === "PrivateStep") {
      return editHiddenStep(ctx, hiding, book, record, { changes: { withdrawn: true } });
    }
    // Private time is taken back by who noted it, and by what stands behind it.
    if (record.type === "Unavailable") return refused("err.not_yours");
    return withdrawLine(ctx, book, record, reason);
  };
}

/** Made already, under the name the screen chose. */
function known(lines: readonly StoredRecord[], id: string | undefined): Planned | null {
  const line = id === undefined ? undefined : lines.find((one) => one.id === id);
  return line ? { ok: true, changes: [], id: line.id } : null;
}

/** One decision about a record of a plan, in one transaction. */
export async function decided(
  call: Call<unknown>,
  types: readonly RecordType[],
  deed: string,
  decide: Decide,
) {
  const acted = await act(
    call.store,
    call.acting(deed),
    async (ctx): Promise<{ ok: true; changes: Change[]; result: string } | Refusal> => {
      const found = await loadPlanningOf(call.hosted, call.id, types);
      if (!found) return refused("err.not_found");
      const made = decide(ctx, found);
      return made.ok ? { ok: true, changes: made.changes, result: made.id } : made;
    },
  );
  return acted.ok ? done({ id: acted.result }) : acted;
}
