import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { consentMethods, contactChannels } from "../../domain/records/referral.ts";
import type { PersonReferrals, ReferBody, Referred } from "../../server/api/referral-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { useWords } from "../words/useWords.ts";
import { BenefitsLine } from "./BenefitsLine.tsx";
import { Preview } from "./Preview.tsx";
import { referBody, type ReferDraft } from "./refer-draft.ts";
import { ServiceChoice } from "./ServiceChoice.tsx";
import { useKeptDraft } from "./useKeptDraft.ts";

type Props = { person: PersonView; referring: PersonReferrals; begun: ReferDraft };
type Part = { draft: ReferDraft; set: (change: Partial<ReferDraft>) => void };

/** The form beside what it makes leave; what is typed is kept, and sent only by its button. */
export function ReferForm({ person, referring, begun }: Props) {
  const { t, system, when } = useWords();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(begun);
  const keeping = useKeptDraft(person.id, draft, referring.draft?.saved_at ?? null);
  const act = useAct<ReferBody, Referred>(path`/people/${person.id}/referrals`);
  const set = (change: Partial<ReferDraft>) => setDraft({ ...draft, ...change });
  const option = referring.options.find((one) => one.system.id === draft.partner);
  const service = option?.services.find(({ id }) => id === draft.service);
  if (!option) return null;
  const body = referBody(draft, todayIso());
  const isAsked = !option.asks_benefits || option.benefits !== null;
  const maySend = body !== null && service?.unmet.length === 0 && !service.open && isAsked;
  // A preview does not say for the person what the person has not said.
  const unsaid = [
    ...(draft.consent_on === "" || draft.consent_method === "" ? ["consent"] : []),
    ...(isAsked ? [] : ["benefits_asked"]),
  ];
  const send = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (body === null) return;
    keeping.stop();
    act.mutate(body, {
      onSuccess: ({ id }) => void navigate({ to: "/referrals/$id", params: { id } }),
    });
  };
  return (
    <form className="refer" onSubmit={send}>
      <div>
        <ServiceChoice options={referring.options} draft={draft} set={set} />
        {option.asks_benefits ? <BenefitsLine person={person} option={option} /> : null}
        <About draft={draft} set={set} />
        <Consent draft={draft} set={set} name={person.name} office={system(option.system)} />
      </div>
      <div className="refer-side">
        <Preview person={person} office={option.system} body={body} unsaid={unsaid} />
      </div>
      <div className="refer-send">
        <FailureLine error={act.error} />
        <div className="actions no-print">
          <button
            type="submit"
            className="button button-primary"
            disabled={act.isPending || !maySend}
          >
            {t("referral.new.send", { system: system(option.system) })}
          </button>
        </div>
        <p className="quiet" role="status">
          {keeping.savedAt === null ? "" : t("referral.new.draft", { when: when(keeping.savedAt) })}
        </p>
      </div>
    </form>
  );
}

/** What the other office needs to know, in the person's words, and how the person wants to be reached. */
function About({ draft, set }: Part) {
  const { t } = useWords();
  return (
    <fieldset className="panel">
      <legend>{t("referral.new.about")}</legend>
      <TextArea
        label={t("referral.new.reason")}
        value={draft.reason}
        required
        onChange={(reason) => set({ reason })}
      />
      <TextArea
        label={t("referral.new.needs")}
        value={draft.needs}
        max={1000}
        onChange={(needs) => set({ needs })}
      />
      <p className="form-sub">{t("referral.new.contact")}</p>
      <div className="form-grid">
        <CodeSelect
          label={t("referral.new.channel")}
          group="referral.channel"
          codes={contactChannels}
          value={draft.channel}
          onChange={(channel) => set({ channel })}
        />
        <TextLine
          label={t("referral.new.when")}
          required={false}
          max={200}
          value={draft.when}
          onChange={(when) => set({ when })}
        />
      </div>
      <label className="radio">
        <input
          type="checkbox"
          checked={draft.leave_message}
          onChange={(event) => set({ leave_message: event.target.checked })}
        />
        <span>{t("referral.new.leave_message")}</span>
      </label>
    </fieldset>
  );
}

/** The person's own yes to what is shown; a no costs nothing. */
function Consent({ draft, set, name, office }: Part & { name: string; office: string }) {
  const { t } = useWords();
  return (
    <fieldset className="panel">
      <legend>{t("referral.new.consent")}</legend>
      <p>{t("referral.new.consent_text", { name, system: office })}</p>
      <div className="form-grid">
        <TextLine
          label={t("referral.new.consent_on")}
          type="date"
          value={draft.consent_on}
          onChange={(consent_on) => set({ consent_on })}
        />
        <CodeSelect
          label={t("referral.new.consent_method")}
          group="referral.consent"
          codes={consentMethods}
          value={draft.consent_method}
          onChange={(consent_method) => set({ consent_method })}
        />
      </div>
      <p className="quiet">{t("referral.new.consent_no")}</p>
    </fieldset>
  );
}
