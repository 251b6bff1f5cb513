import type { Static } from "typebox";
import { refused } from "../../domain/change.ts";
import { moveHome } from "../../domain/moving-home.ts";
import { loadRecord } from "../../store/load.ts";
import { PreviewView } from "../api/preview-schemas.ts";
import { EditResult, MoveBody } from "../api/work-schemas.ts";
import { post, type Call, type Doors } from "./doors.ts";
import { deciding, edited, pointed, type Edit } from "./editing.ts";
import { preview } from "./previewing.ts";

const door = { types: ["Person", "Household"], deed: "home.move", at: "/" };

/** Somebody moved (PRS.EMP.04, beneficiary status): alone, or with the whole household. */
export function movingRoutes(doors: Doors): void {
  const move = {
    url: "/people/:id/move",
    summary: "A person, or the person's whole household, lives elsewhere since a day",
    body: MoveBody,
    answer: EditResult,
  };
  post(doors, move, async (call) => {
    const whose = await recordOf(call);
    return whose
      ? edited({ ...call, id: whose }, door, moving(call.body))
      : refused("err.not_found");
  });

  const foreseen = {
    url: "/people/:id/move/preview",
    summary: "What each partner would be told of it; nothing is kept",
    body: MoveBody,
    answer: PreviewView,
    reads: true as const,
  };
  post(doors, foreseen, async (call) => {
    const whose = await recordOf(call);
    if (!whose) return refused("err.not_found");
    const decide = deciding(door, moving(call.body));
    const said = await preview(doors, { ...call, id: whose }, door.deed, decide);
    return said.ok ? said : pointed(said, door.at);
  });
}

type Body = Static<typeof MoveBody>;

/** The person's own record, or the household's where all of it moves. */
async function recordOf({ store, id, body }: Call<Body>): Promise<string | null> {
  const person = await loadRecord(store, id);
  if (person?.type !== "Person") return null;
  return body.who === "person" ? person.id : person.household;
}

function moving({ from, safe = false, ...body }: Body): Edit {
  const { address_line = "", locality = "", region = "", reason = "" } = body;
  const move = {
    address_line: address_line.trim(),
    locality: locality.trim(),
    region: region.trim(),
    from,
    safe,
    reason: reason.trim(),
  };
  return (ctx, record, partners, shown) => moveHome(ctx, record, partners, move, shown);
}
