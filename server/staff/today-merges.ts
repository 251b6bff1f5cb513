import { mergeAsked } from "../../domain/merging.ts";
import { mergesAsked } from "../../store/reading/today.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { placeOf, type Draft } from "./today.ts";

const items_of_a_kind_max = 50;

/** Two records that somebody takes for one: another person of the office says whether they are. */
export async function mergesToConfirm(hosted: Hosted): Promise<Draft[]> {
  const records = await mergesAsked(hosted.store);
  const drafts = records.flatMap((record): Draft[] => {
    const asked = mergeAsked(record.state);
    if (!asked) return [];
    const draft: Draft = {
      id: `merge_asked/${record.id}`,
      kind: "merge_asked",
      field: "",
      from: systemRef(hosted, asked.by.system),
      at: asked.at,
      target: record.household ?? record.id,
      ...placeOf(record),
    };
    return [draft];
  });
  return drafts.slice(0, items_of_a_kind_max);
}
