/** What the other side will see of a change, before it is made. */
import { Type, type Static } from "typebox";
import { nullable, SystemRef, words } from "./schemas.ts";

const PreviewItem = Type.Object({
  type: Type.String({ description: "label key programme.record.<type>" }),
  act: Type.String({ description: "label key act.<act>" }),
  /** Of whom or what it is: the person, the household, the programme. */
  about: Type.String(),
  values: Type.Array(Type.Object({ field: Type.String(), value: Type.Unknown() })),
  /** The reason as it is told; empty: it is not. */
  reason: Type.String(),
  /** The partner did not have the record, and gets all that it may have. */
  first: Type.Boolean(),
  /** Nothing goes but that it left. */
  left: Type.Boolean(),
});
export type PreviewItem = Static<typeof PreviewItem>;

export const PreviewView = Type.Object({
  partners: Type.Array(
    Type.Object({
      system: SystemRef,
      /**
       * `standing`: it keeps in step by itself. `asked`: it subscribed to news of this kind. `push`:
       * a worker tells it. `claim`: saved, it is told as our claim about what it owns.
       */
      way: words(["standing", "asked", "push", "claim"]),
      items: Type.Array(PreviewItem),
      /** Why nothing leaves; null: something does. */
      why: nullable(words(["not_agreed", "nothing"])),
    }),
  ),
});
export type PreviewView = Static<typeof PreviewView>;
