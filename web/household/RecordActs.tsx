import { IconArrowMerge } from "@tabler/icons-react";
import { useState } from "react";
import type { AlsoKnown, HouseholdView, PersonView } from "../../server/api/schemas.ts";
import { MergeDialog } from "../dialogs/MergeDialog.tsx";
import { ReasonDialog } from "../dialogs/ReasonDialog.tsx";
import { useWords } from "../words/useWords.ts";

type Of = { kind: "person"; record: PersonView } | { kind: "household"; record: HouseholdView };
type Opened =
  { what: "merge" | "withdraw" | "bring-back" } | { what: "unmerge"; one: AlsoKnown } | null;

/** Under which other records this one is known too, and what may be done about the record itself. */
export function RecordActs(of: Of) {
  const { t, when, system } = useWords();
  const [opened, setOpened] = useState<Opened>(null);
  const { record, kind } = of;
  const name = of.kind === "person" ? of.record.name : of.record.number;
  const may = (what: string) => record.may_about.some((one) => one === what);
  const close = () => setOpened(null);
  return (
    <>
      {record.withdrawn ? <p className="notice">{t("merge.withdrawn")}</p> : null}
      {record.also_known.length > 0 ? (
        <ul className="links">
          {record.also_known.map((one) => (
            <li key={one.id} className="quiet">
              <IconArrowMerge size={16} aria-hidden="true" />
              <span>
                {t("merge.also", {
                  name: one.name,
                  system: system(one.from),
                  when: when(one.at),
                })}
              </span>{" "}
              {may("unmerge") ? (
                <button
                  type="button"
                  className="link"
                  onClick={() => setOpened({ what: "unmerge", one })}
                  aria-label={`${t("merge.part")}: ${one.name}`}
                >
                  {t("merge.part")}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      {record.may_about.some((one) => one !== "unmerge") ? (
        <div className="actions record-acts">
          {may("merge") ? (
            <button
              type="button"
              className="button button-small"
              onClick={() => setOpened({ what: "merge" })}
            >
              {t(`merge.open.${kind}`)}
            </button>
          ) : null}
          {may("withdraw") ? (
            <button
              type="button"
              className="button button-small"
              onClick={() => setOpened({ what: "withdraw" })}
            >
              {t("merge.withdraw")}
            </button>
          ) : null}
          {may("bring_back") ? (
            <button
              type="button"
              className="button button-small"
              onClick={() => setOpened({ what: "bring-back" })}
            >
              {t("merge.bring_back")}
            </button>
          ) : null}
        </div>
      ) : null}
      {opened?.what === "merge" ? <MergeDialog {...of} close={close} /> : null}
      {opened?.what === "unmerge" ? (
        <ReasonDialog
          url={`/records/${opened.one.id}/unmerge`}
          title={`${t("merge.part")}${t("value.colon")} ${opened.one.name}`}
          means={t("merge.part_means")}
          submit={t("merge.part")}
          close={close}
        />
      ) : null}
      {opened?.what === "withdraw" || opened?.what === "bring-back" ? (
        <ReasonDialog
          url={`/records/${record.id}/${opened.what}`}
          title={`${t(opened.what === "withdraw" ? "merge.withdraw" : "merge.bring_back")}${t("value.colon")} ${name}`}
          means={t(opened.what === "withdraw" ? "merge.withdraw_means" : "merge.bring_back_means")}
          submit={t(opened.what === "withdraw" ? "merge.withdraw" : "merge.bring_back")}
          close={close}
        />
      ) : null}
    </>
  );
}
