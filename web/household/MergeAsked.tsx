import { IconArrowMerge } from "@tabler/icons-react";
import { useState } from "react";
import type { HouseholdView, PersonView } from "../../server/api/schemas.ts";
import { ConfirmMergeDialog } from "../dialogs/MergeDialog.tsx";
import { ReasonDialog } from "../dialogs/ReasonDialog.tsx";
import { useWords } from "../words/useWords.ts";

/** A name keeps its own direction within a sentence of the other (Unicode isolates). */
const apart = (name: string) => `\u2068${name}\u2069`;

type Of = { kind: "person"; record: PersonView } | { kind: "household"; record: HouseholdView };

/** Who asked that this record be joined into which, why, and who may decide: never the one who asked. */
export function MergeAsked(of: Of) {
  const { t, when } = useWords();
  const [opened, setOpened] = useState<"confirm" | "drop" | null>(null);
  const asked = of.record.merge_asked;
  if (asked === null) return null;
  const close = () => setOpened(null);
  const id = `merge-asked-${of.record.id}`;
  return (
    <section className="panel vital" aria-labelledby={id}>
      <h3 id={id}>{t(`merge.asked_title.${of.kind}`)}</h3>
      <p className="notice">
        <IconArrowMerge size={18} aria-hidden="true" />
        <span className="notice-words">
          {t(`merge.asked.${of.kind}`, {
            by: apart(asked.by.name),
            name: apart(asked.name),
            when: when(asked.at),
          })}
        </span>
      </p>
      <p>
        <q dir="auto">{asked.reason}</q>
      </p>
      <p>{t(`merge.waits.${asked.may}`)}</p>
      <div className="actions">
        {asked.may === "yes" ? (
          <button
            type="button"
            className="button button-small"
            onClick={() => setOpened("confirm")}
          >
            {t("merge.confirm")}
          </button>
        ) : null}
        <button type="button" className="button button-small" onClick={() => setOpened("drop")}>
          {t("merge.drop")}
        </button>
      </div>
      {opened === "confirm" ? <ConfirmMergeDialog {...of} into={asked.into} close={close} /> : null}
      {opened === "drop" ? (
        <ReasonDialog
          url={`/records/${of.record.id}/merge/drop`}
          title={t("merge.drop")}
          means={t("merge.drop_means")}
          submit={t("merge.drop")}
          close={close}
        />
      ) : null}
    </section>
  );
}
