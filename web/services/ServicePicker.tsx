import { useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { ServiceView, StepFromService } from "../../server/api/directory-schemas.ts";
import { call, path } from "../api/call.ts";
import { todayIso } from "../dialogs/today.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import type { StepDraft } from "../plan/step-draft.ts";
import { useWords } from "../words/useWords.ts";
import { PlacesTag } from "./PlacesTag.tsx";
import { fitText, hoursTexts } from "./service-words.ts";
import { draftFrom } from "./step-filling.ts";
import { anything, useFinding } from "./useFinding.ts";

type Props = {
  draft: StepDraft;
  /** A step that exists keeps its lane. */
  isNew: boolean;
  change: (part: Partial<StepDraft>) => void;
};
const shown_max = 6;

/** Fills a step from the directory: place, hours, provider, lane, what makes it fit; all can be changed. */
export function ServicePicker({ draft, isNew, change }: Props) {
  const words = useWords();
  const { t } = words;
  const [isOpen, setOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {draft.service === "" ? t("services.pick") : t("services.picked", { code: draft.service })}
      </summary>
      {isOpen ? (
        <Picking draft={draft} isNew={isNew} change={change} done={() => setOpen(false)} />
      ) : null}
    </details>
  );
}

function Picking({ draft, isNew, change, done }: Props & { done: () => void }) {
  const words = useWords();
  const { t, day, number } = words;
  const client = useQueryClient();
  const id = useId();
  const [q, setQ] = useState("");
  const [error, setError] = useState<Error | null>(null);
  const [full, setFull] = useState<{ service: ServiceView; next: string | null } | null>(null);
  const on = draft.times.day || draft.from;
  const found = useFinding({ ...anything, q, on });
  const items = found.data?.items ?? [];
  const fill = async (service: ServiceView, from: string) => {
    setError(null);
    try {
      const body = { day: from };
      const url = path`/services/${service.id}/step`;
      const made = await call<StepFromService>("POST", url, body);
      change(draftFrom(made, { draft, isNew, fit: fitText(service, words) }));
      const { free, next } = made.places;
      const isFull = free !== null && free <= 0;
      setFull(isFull ? { service, next } : null);
      if (!isFull) done();
      void client.invalidateQueries({ queryKey: ["services"] });
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
  };
  return (
    <div className="details-body service-picker">
      <label htmlFor={id}>{t("services.search")}</label>
      <input
        id={id}
        type="search"
        dir="auto"
        autoComplete="off"
        maxLength={120}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <FailureLine error={error ?? found.error} />
      {full ? (
        <p className="notice notice-warn" role="status">
          <span className="notice-words">
            <strong>{t("services.chosen_full")}</strong>{" "}
            {full.next === null
              ? t("services.no_date")
              : t("services.next_is", { day: day(full.next) })}
          </span>
          {full.next === null ? null : (
            <button
              type="button"
              className="button button-small"
              onClick={() => void fill(full.service, full.next ?? todayIso())}
            >
              {t("services.begin_then")}
            </button>
          )}
        </p>
      ) : null}
      <p role="status" className="quiet">
        {t("services.count", { count: items.length, number: number(items.length) })}
      </p>
      <ul className="service-choices">
        {items.slice(0, shown_max).map((service) => (
          <li key={service.id}>
            <div>
              <strong>
                <bdi>{service.name}</bdi>
              </strong>{" "}
              <PlacesTag places={service.places} capacity={service.capacity} />
              <div className="quiet">
                <bdi>
                  {[service.provider, service.place].filter(Boolean).join(t("value.comma"))}
                </bdi>
                {hoursTexts(service, words).map((text) => (
                  <span key={text} className="block">
                    {text}
                  </span>
                ))}
              </div>
            </div>
            <button
              type="button"
              className="button button-small"
              aria-pressed={draft.service === service.code}
              aria-label={`${t("services.take")}: ${service.name}`}
              onClick={() => void fill(service, on || todayIso())}
            >
              {t("services.take")}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
