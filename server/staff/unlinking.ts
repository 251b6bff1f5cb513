import { refused } from "../../domain/change.ts";
import { aboutTypes } from "../../domain/records/tables.ts";
import { undoLink } from "../../domain/unlinking.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadLinks, loadRecord, type Link } from "../../store/load.ts";
import { homesIn, readRecordLog } from "../../store/unlinked.ts";
import { UnlinkBody } from "../api/joining-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { done, post, type Doors } from "./doors.ts";

/** A link that should not have been, by a rule or by a person, is undone by a named person with a reason. */
export function unlinkingRoutes(doors: Doors): void {
  const door = {
    url: "/people/:id/unlink",
    summary: "Undo the link of a person with a partner's record; answers the partner's own record",
    body: UnlinkBody,
    answer: Created,
  };
  post(doors, door, async (call) => {
    const { store, id, body, worker } = call;
    const acted = await act(store, call.acting("link.undo"), async (ctx) => {
      const record = await loadRecord(store, id);
      if (record?.type !== "Person") return refused("err.not_found");
      const links = await loadLinks(store, [id]);
      const link = links.find((one) => one.partner === body.partner && isUndoable(one));
      if (!link) return refused("err.transition", ["/partner"]);
      const [log, about] = await Promise.all([
        readRecordLog(store, record),
        loadAbout(store, [id], aboutTypes),
      ]);
      const homes = await homesIn(store, log);
      const undone = undoLink(ctx, { record, log, about, homes }, link, body.reason);
      if (!undone.ok) return undone;
      const unlinked = {
        partner: link.partner,
        key: link.key,
        from: id,
        apart: undone.apart,
        evidence: body.reason,
        by_whom: worker.name,
      };
      return { ok: true, changes: undone.changes, also: { unlinked }, result: undone.apart };
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

/** Decided here, by a rule or a person: what came with the record itself is no decision. */
export function isUndoable({ how }: Pick<Link, "how">): boolean {
  return how === "rule" || how === "person";
}
