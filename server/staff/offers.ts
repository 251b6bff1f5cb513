import { refused } from "../../domain/change.ts";
import { answerOffer } from "../../domain/case-work.ts";
import { act } from "../../store/act.ts";
import { linkedPartners, loadRecord } from "../../store/load.ts";
import { OfferView } from "../api/schemas.ts";
import { OfferAnswerBody } from "../api/work-schemas.ts";
import { done, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { offerView } from "./person-view.ts";

/** The offer of work support and the person's answer; none of them has an effect on a benefit. */
export function offerRoutes(doors: Doors): void {
  const door = {
    url: "/people/:id/offer",
    summary: "Offer work support, or record the person's answer",
    body: OfferAnswerBody,
    answer: OfferView,
  };
  post(doors, door, async (call) => {
    const { store, hosted, id, body } = call;
    const acted = await act(store, call.acting("offer.answer"), async (ctx) => {
      const person = await loadRecord(store, id);
      if (person?.type !== "Person") return refused("err.not_found");
      const decided = answerOffer(ctx, person, body.answer, await linkedPartners(store, id));
      if (!decided.ok) return decided;
      return {
        ok: true,
        changes: decided.changes,
        // Told to employment support, the answer is a proposal and the offer stands as it was.
        result: decided.changes.find((change) => change.record.id === id)?.after ?? person.state,
      };
    });
    return acted.ok ? done(offerView(acted.result, todayOf(hosted))) : acted;
  });
}
