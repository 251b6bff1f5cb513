import { useQuery } from "@tanstack/react-query";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import type { Telling, TellBody, TellingsView } from "../../server/api/telling-schemas.ts";
import type { ToldState } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { ToldLine } from "../parts/ToldLine.tsx";
import { useWords } from "../words/useWords.ts";

type Partner = TellingsView["partners"][number];

/** Tell a partner now how work or an enrolment stands; whoever keeps in step by itself needs none of it. */
export function TellPanel({ person }: { person: PersonView }) {
  const { t, system } = useWords();
  const { data } = useQuery(queries.tellings(person.id));
  const shown = (data?.partners ?? []).filter((one) => one.standing || mayBeTold(one));
  if (shown.length === 0) return null;
  const id = `tell-${person.id}`;
  return (
    <section className="panel tell" aria-labelledby={id}>
      <h3 id={id}>{t("tell.title")}</h3>
      {shown.map((partner) =>
        partner.standing ? (
          <p key={partner.system.id} className="told quiet">
            <IconRefresh size={16} aria-hidden="true" />
            <span>{t("tell.standing", { system: system(partner.system) })}</span>
          </p>
        ) : (
          <PartnerTellings key={partner.system.id} partner={partner} person={person} />
        ),
      )}
    </section>
  );
}

/** A plain partner whose agreement takes nothing unasked, and that was told nothing, is left out. */
function mayBeTold({ tellings }: Partner): boolean {
  return tellings.some(({ why, last }) => why !== "not_agreed" || last !== null);
}

function PartnerTellings({ partner, person }: { partner: Partner; person: PersonView }) {
  const { t, system } = useWords();
  const [open, setOpen] = useState<Telling | null>(null);
  const name = system(partner.system);
  return (
    <ul className="tellings" aria-label={name}>
      {partner.tellings.map((telling) => (
        <li key={telling.enrolment_id ?? telling.what}>
          <div className="section-head">
            <span dir="auto">{subjectOf(telling, t)}</span>
            {telling.leaves === null ? null : (
              <button
                type="button"
                className="button button-small"
                onClick={() => setOpen(telling)}
                aria-label={`${t("tell.now", { system: name })}: ${subjectOf(telling, t)}`}
              >
                {t("tell.now", { system: name })}
              </button>
            )}
          </div>
          {telling.leaves === null ? (
            <p className="quiet">{t(`tell.why.${telling.why}`, { system: name })}</p>
          ) : null}
          <div role="status">{telling.last ? <ToldLine told={telling.last} plain /> : null}</div>
        </li>
      ))}
      {open === null ? null : (
        <TellDialog partner={partner} person={person} telling={open} close={() => setOpen(null)} />
      )}
    </ul>
  );
}

type DialogProps = { partner: Partner; person: PersonView; telling: Telling; close: () => void };

/** Exactly what will leave, before it does. */
function TellDialog({ partner, person, telling, close }: DialogProps) {
  const { t, system, code, value } = useWords();
  const act = useAct<TellBody, ToldState>(path`/people/${person.id}/tellings`);
  const name = system(partner.system);
  const body: TellBody = {
    partner: partner.system.id,
    what: telling.what,
    ...(telling.enrolment_id === null ? {} : { enrolment_id: telling.enrolment_id }),
  };
  return (
    <FormDialog
      title={t("tell.now", { system: name })}
      submit={t("tell.send")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate(body, { onSuccess: close })}
      close={close}
    >
      <p>{t("tell.leaves", { system: name, name: person.name })}</p>
      <dl className="fields">
        {(telling.leaves ?? []).map((one) => (
          <div key={one.field} className="field">
            <dt>{code("field", one.field)}</dt>
            <dd dir="auto">{one.field === "person" ? person.name : value(one.field, one.value)}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{t("tell.noted")}</p>
    </FormDialog>
  );
}

function subjectOf(telling: Telling, t: ReturnType<typeof useWords>["t"]): string {
  return telling.what === "employment"
    ? t("tell.employment")
    : t("tell.enrolment", { programme: telling.programme });
}
