import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { OfficeBody, OfficeList, OfficeView } from "../../server/api/paper-schemas.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

/** How people reach the offices: what stands on every plan they take home. */
export function OfficesPanel() {
  const { t, system } = useWords();
  const offices = useQuery(queries.offices()).data?.items ?? [];
  const [editing, setEditing] = useState<OfficeView | null>(null);
  if (offices.length === 0) return null;
  return (
    <section className="panel offices" aria-labelledby="offices-title">
      <h2 id="offices-title">{t("offices.title")}</h2>
      <p className="quiet">{t("offices.means")}</p>
      <ul className="office-list">
        {offices.map((office) => (
          <li key={office.system.id}>
            <SystemTag system={office.system} />
            {office.phone === "" ? (
              <p>{t("offices.nothing")}</p>
            ) : (
              <>
                <p>
                  <bdi dir="ltr">{office.phone}</bdi>
                  {office.ask_for === "" ? null : (
                    <>
                      {t("value.comma")}
                      <bdi>{office.ask_for}</bdi>
                    </>
                  )}
                </p>
                <p className="quiet">
                  {[office.hours, office.place].filter(Boolean).map((text) => (
                    <span key={text} className="block">
                      <bdi>{text}</bdi>
                    </span>
                  ))}
                </p>
                <p className="quiet">
                  {t("offices.complaints")} <bdi>{office.complaints.name}</bdi>{" "}
                  <bdi dir="ltr">{office.complaints.phone}</bdi>
                </p>
              </>
            )}
            <button
              type="button"
              className="button button-small no-print"
              aria-label={`${t("offices.edit")}: ${system(office.system)}`}
              onClick={() => setEditing(office)}
            >
              {t("offices.edit")}
            </button>
          </li>
        ))}
      </ul>
      {editing ? <OfficeDialog office={editing} close={() => setEditing(null)} /> : null}
    </section>
  );
}

function OfficeDialog({ office, close }: { office: OfficeView; close: () => void }) {
  const words = useWords();
  const { t } = words;
  const { system, ...noted } = office;
  const [typed, setTyped] = useState(noted);
  const act = useAct<OfficeBody, OfficeList>("/offices");
  const set = (part: Partial<typeof noted>) => setTyped({ ...typed, ...part });
  const complain = (part: Partial<OfficeView["complaints"]>) =>
    set({ complaints: { ...typed.complaints, ...part } });
  return (
    <FormDialog
      title={words.system(system)}
      submit={t("form.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ system: system.id, ...typed }, { onSuccess: close })}
      close={close}
    >
      <div className="form-grid">
        <TextLine
          label={t("paper.phone")}
          max={40}
          value={typed.phone}
          onChange={(phone) => set({ phone })}
        />
        {(["ask_for", "hours", "place"] as const).map((name) => (
          <TextLine
            key={name}
            label={t(name === "hours" ? "paper.open_hours" : `paper.${name}`)}
            required={false}
            max={name === "place" ? 200 : 120}
            value={typed[name]}
            onChange={(text) => set({ [name]: text })}
          />
        ))}
      </div>
      <fieldset className="parts">
        <legend>{t("paper.complain")}</legend>
        <div className="form-grid">
          <TextLine
            label={t("paper.ask_for")}
            required={false}
            max={120}
            value={typed.complaints.name}
            onChange={(name) => complain({ name })}
          />
          <TextLine
            label={t("paper.phone")}
            required={false}
            max={40}
            value={typed.complaints.phone}
            onChange={(phone) => complain({ phone })}
          />
          <TextLine
            label={t("paper.place")}
            required={false}
            max={200}
            value={typed.complaints.place}
            onChange={(place) => complain({ place })}
          />
        </div>
      </fieldset>
    </FormDialog>
  );
}
