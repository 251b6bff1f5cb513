import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { MergeBody, MergeConfirmBody } from "../../server/api/joining-schemas.ts";
import type {
  FieldView,
  HouseholdView,
  PersonListItem,
  PersonView,
} from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { TextLine } from "./TextLine.tsx";

type Of = { kind: "person"; record: PersonView } | { kind: "household"; record: HouseholdView };

/**
 * Search the other record, see side by side what will be kept, say why: asked of a second person. The
 * other one's values stay.
 */
export function MergeDialog({ close, ...of }: Of & { close: () => void }) {
  const words = useWords();
  const { t } = words;
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState<PersonListItem | null>(null);
  const [reason, setReason] = useState("");
  const act = useAct<MergeBody, { id: string }>(path`/records/${of.record.id}/merge`);
  const found = useQuery(queries.search(q.trim()));
  const isPerson = of.kind === "person";
  const own = (item: PersonListItem) => (isPerson ? item.id : item.household_id);
  const items = (found.data?.items ?? []).filter((item) => {
    const id = own(item);
    return id !== null && id !== of.record.id;
  });
  const into = chosen === null ? null : own(chosen);
  const group = useId();
  return (
    <FormDialog
      title={t(`merge.title.${of.kind}`, { name: isPerson ? of.record.name : of.record.number })}
      submit={t("merge.ask")}
      busy={act.isPending || into === null}
      error={act.error}
      onSubmit={() => {
        if (into !== null) act.mutate({ into, reason: reason.trim() }, { onSuccess: close });
      }}
      close={close}
    >
      <p>{t("merge.means")}</p>
      <p>{t("merge.two_people")}</p>
      <TextLine label={t("merge.search")} value={q} onChange={setQ} />
      <fieldset>
        <legend className="unseen">{t("merge.found")}</legend>
        {items.map((item) => (
          <label key={item.id} className="radio">
            <input
              type="radio"
              name={group}
              checked={chosen?.id === item.id}
              onChange={() => setChosen(item)}
            />
            <span>
              <bdi>{isPerson ? item.name : item.household_number}</bdi>{" "}
              <span className="quiet">
                <bdi>{isPerson ? item.household_number : item.name}</bdi>
              </span>
            </span>
          </label>
        ))}
        {q.trim().length >= 2 && found.data && items.length === 0 ? (
          <p className="quiet">{t("merge.nothing")}</p>
        ) : null}
      </fieldset>
      {into === null ? null : <Kept of={of} into={into} />}
      <TextLine label={t("merge.reason")} value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** The second person sees the same, and says yes. */
export function ConfirmMergeDialog({
  into,
  close,
  ...of
}: Of & { into: string; close: () => void }) {
  const { t } = useWords();
  const isSeen = useOther(of.kind, into) !== undefined;
  const act = useAct<MergeConfirmBody, { id: string }>(
    path`/records/${of.record.id}/merge/confirm`,
  );
  return (
    <FormDialog
      title={t("merge.confirm")}
      submit={t("merge.do")}
      busy={act.isPending || !isSeen}
      error={act.error}
      onSubmit={() => act.mutate({ into }, { onSuccess: close })}
      close={close}
    >
      <p>{t("merge.means")}</p>
      <Kept of={of} into={into} />
    </FormDialog>
  );
}

/** The fields of the record that is to stay; undefined: not here yet. */
function useOther(kind: Of["kind"], into: string): FieldView[] | undefined {
  const person = useQuery({ ...queries.person(into), enabled: kind === "person" });
  const household = useQuery({ ...queries.household(into), enabled: kind === "household" });
  return person.data?.fields ?? household.data?.fields;
}

/** Both records field by field, and which value will show. */
function Kept({ of, into }: { of: Of; into: string }) {
  const words = useWords();
  const { t } = words;
  const other = useOther(of.kind, into);
  if (!other) return null;
  const value = (fields: FieldView[], name: string) =>
    fields.find((one) => one.name === name)?.value ?? null;
  const isKnown = (one: unknown) =>
    one !== null && one !== "" && !(Array.isArray(one) && one.length === 0);
  const names = [...new Set([...other, ...of.record.fields].map((one) => one.name))].filter(
    (name) => isKnown(value(other, name)) || isKnown(value(of.record.fields, name)),
  );
  return (
    <div className="table-scroll" role="region" aria-label={t("merge.compare")} tabIndex={0}>
      <table className="table compare">
        <caption className="unseen">{t("merge.compare")}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("merge.col.this")}</th>
            <th scope="col">{t("merge.col.other")}</th>
            <th scope="col">{t("merge.col.kept")}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const [mine, theirs] = [value(of.record.fields, name), value(other, name)];
            const kept =
              Array.isArray(mine) && isKnown(mine) && Array.isArray(theirs) && isKnown(theirs)
                ? t("merge.both")
                : words.value(name, isKnown(theirs) ? theirs : mine);
            return (
              <tr key={name}>
                <th scope="row">{words.code("field", name)}</th>
                <td dir="auto">{words.value(name, mine)}</td>
                <td dir="auto">{words.value(name, theirs)}</td>
                <td dir="auto">
                  <strong>{kept}</strong>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
