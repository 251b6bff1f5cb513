import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import type { EditResult } from "../../server/api/work-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { LeavingPreview } from "./LeavingPreview.tsx";
import { Radios } from "./Radios.tsx";
import { TextLine } from "./TextLine.tsx";
import { todayIso } from "./today.ts";

type Who = "household" | "person";
type Body = Record<string, string | boolean>;

/** Somebody lives elsewhere: who, where, since when, and what the other office will see of it. */
export function MoveDialog({ person, close }: { person: PersonView; close: () => void }) {
  const { t } = useWords();
  const to = path`/people/${person.id}/move`;
  const act = useAct<Body, EditResult>(to);
  const [who, setWho] = useState<Who>(person.household_id === null ? "person" : "household");
  const [place, setPlace] = useState({ address_line: "", locality: "", region: "" });
  const [from, setFrom] = useState(todayIso());
  const [safe, setSafe] = useState(false);
  const [reason, setReason] = useState("");
  const isSafe = safe && who === "person";
  const parts = Object.entries(place).flatMap(([name, text]): [string, string][] =>
    text.trim() === "" ? [] : [[name, text.trim()]],
  );
  const body: Body = { who, from, ...Object.fromEntries(parts) };
  if (isSafe) body["safe"] = true;
  else if (reason.trim() !== "") body["reason"] = reason.trim();
  const isWhole = parts.length > 0 && from !== "";
  const name = person.name;
  return (
    <FormDialog
      title={t("move.title", { name })}
      submit={t("move.save")}
      busy={act.isPending || !isWhole}
      error={act.error}
      onSubmit={() => act.mutate(body, { onSuccess: close })}
      close={close}
    >
      {person.household_id === null ? null : (
        <Radios
          legend={t("move.who")}
          name="who"
          value={who}
          options={[
            ["household", t("move.household")],
            ["person", t("move.person", { name })],
          ]}
          onChange={setWho}
        />
      )}
      <div className="form-grid">
        {(["address_line", "locality", "region"] as const).map((part) => (
          <TextLine
            key={part}
            label={t(`field.${part}`)}
            required={part === "locality"}
            max={part === "address_line" ? 200 : 100}
            value={place[part]}
            onChange={(text) => setPlace({ ...place, [part]: text })}
          />
        ))}
        <TextLine label={t("move.from")} type="date" value={from} onChange={setFrom} />
      </div>
      {who === "person" ? (
        <label className="radio">
          <input
            type="checkbox"
            checked={safe}
            onChange={(event) => setSafe(event.target.checked)}
          />
          <span>{t("move.safe")}</span>
        </label>
      ) : null}
      {isSafe ? (
        <p className="notice">{t("move.safe_means")}</p>
      ) : (
        <TextLine
          label={t("form.reason")}
          required={false}
          max={500}
          value={reason}
          onChange={setReason}
        />
      )}
      <LeavingPreview path={`${to}/preview`} body={isWhole ? body : null} />
    </FormDialog>
  );
}
