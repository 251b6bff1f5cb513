import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import type { AskBody, AskedView, AskingView } from "../../server/api/asking-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { useWords } from "../words/useWords.ts";

type Props = {
  person: PersonView;
  partner: AskingView["partners"][number];
  done: (answer: AskedView) => void;
  close: () => void;
};
type What = AskBody["what"];
const whats: readonly What[] = ["person", "enrolment"];

/** What is asked, why, and what will leave, before anything does. */
export function AskDialog({ person, partner, done, close }: Props) {
  const { t, system, value } = useWords();
  const act = useAct<AskBody, AskedView>(path`/people/${person.id}/ask`);
  const [what, setWhat] = useState<What>("person");
  const [purpose, setPurpose] = useState<string>(
    partner.purposes.find((one) => one === "verification") ?? "",
  );
  const [which, setWhich] = useState(0);
  const identifier = partner.identifiers[which];
  const other = system(partner.system);
  const send = () => {
    const chosen = partner.purposes.find((one) => one === purpose);
    if (!identifier || !chosen) return;
    act.mutate(
      { partner: partner.system.id, what, purpose: chosen, identifier },
      {
        onSuccess: (answer) => {
          done(answer);
          close();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t("ask.dialog", { system: other, name: person.name })}
      submit={t(act.isPending ? "ask.asking" : "ask.send")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <fieldset className="ask-choice">
        <legend>{t("ask.what")}</legend>
        {whats.map((one) => (
          <label key={one} className="radio">
            <input type="radio" name="what" checked={what === one} onChange={() => setWhat(one)} />
            {t(`ask.what.${one}`, { system: other })}
          </label>
        ))}
      </fieldset>
      <CodeSelect
        label={t("ask.why_asked")}
        group="ask.purpose"
        codes={partner.purposes}
        value={purpose}
        onChange={setPurpose}
      />
      {partner.identifiers.length > 1 ? (
        <fieldset className="ask-choice">
          <legend>{t("ask.by_which")}</legend>
          {partner.identifiers.map((one, at) => (
            <label key={`${one.type} ${one.value}`} className="radio">
              <input
                type="radio"
                name="identifier"
                checked={which === at}
                onChange={() => setWhich(at)}
              />
              <span dir="auto">{value("identifiers", one)}</span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <p className="preview" aria-live="polite">
        <IconEye size={18} aria-hidden="true" />
        <span>
          {t(partner.same_node ? "ask.leaves_here" : "ask.leaves", {
            system: other,
            identifier: value("identifiers", identifier),
          })}
        </span>
      </p>
      <p className="quiet">{t("ask.no_change")}</p>
    </FormDialog>
  );
}
