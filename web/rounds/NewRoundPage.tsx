import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { NewRoundBody } from "../../server/api/round-schemas.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { CriteriaBuilder } from "./CriteriaBuilder.tsx";
import { criteriaOf, isAsked, type DraftLine } from "./criteria-draft.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { NumberLine } from "../dialogs/NumberLine.tsx";
import { LiveCount } from "./LiveCount.tsx";

const usual: DraftLine[] = [
  { of: "member", attribute: "age", is: "gte", value: "18" },
  { of: "member", attribute: "age", is: "lte", value: "64" },
  { of: "member", attribute: "employment_status", is: "eq", value: "not_employed" },
];

/** A new round: whom the programme looks for, counted while it is typed; nobody is asked yet. */
export function NewRoundPage() {
  const { t, system } = useWords();
  const navigate = useNavigate();
  const registries = useQuery(queries.roundRegistries());
  const programmes = useQuery(queries.programmes());
  const act = useAct<NewRoundBody, { id: string }>("/rounds");
  const [name, setName] = useState("");
  const [programme, setProgramme] = useState("");
  const [chosen, setChosen] = useState("");
  const [places, setPlaces] = useState("20");
  const [order, setOrder] = useState<"draw" | "published">("draw");
  const [lines, setLines] = useState<DraftLine[]>(usual);
  const error = registries.error ?? programmes.error;
  if (error) {
    const again = () => void Promise.all([registries.refetch(), programmes.refetch()]);
    return (
      <>
        <PageTitle title={t("rounds.new")} />
        <ErrorPanel error={error} retry={again} />
      </>
    );
  }
  if (!registries.data || !programmes.data) return <Skeleton rows={8} />;
  const { items } = registries.data;
  const registry = items.find((one) => one.system.id === chosen) ?? items[0];
  if (!registry) {
    return (
      <>
        <PageTitle title={t("rounds.new")} />
        <Empty title={t("round.no_registry")}>
          <p>{t("round.no_registry_next")}</p>
        </Empty>
      </>
    );
  }
  const { attributes } = registry;
  const criteria = criteriaOf(lines, attributes);
  const send = (event: React.SubmitEvent) => {
    event.preventDefault();
    const body: NewRoundBody = {
      name: name.trim(),
      programme_id: programme,
      partner: registry.system.id,
      criteria,
      places: Math.max(1, Math.floor(Number(places) || 1)),
      order,
    };
    act.mutate(body, {
      onSuccess: ({ id }) => void navigate({ to: "/rounds/$id", params: { id } }),
    });
  };
  return (
    <>
      <PageTitle title={t("rounds.new")} lead={t("round.new_lead")} />
      <form className="round-form" onSubmit={send}>
        <div className="panel form-grid">
          <TextLine label={t("round.name")} value={name} max={200} onChange={setName} />
          <Choice
            label={t("enrol.programme")}
            value={programme}
            options={programmes.data.items.map((one) => [one.id, one.name])}
            required
            onChange={setProgramme}
          />
          {items.length > 1 ? (
            <Choice
              label={t("round.registry")}
              value={registry.system.id}
              options={items.map((one) => [one.system.id, system(one.system)])}
              onChange={setChosen}
            />
          ) : null}
        </div>
        <CriteriaBuilder attributes={attributes} lines={lines} change={setLines} />
        <LiveCount
          partner={registry.system}
          criteria={isAsked(criteria) ? criteria : null}
          places={Number(places)}
        />
        <fieldset className="panel">
          <legend>{t("round.places_title")}</legend>
          <div className="form-grid">
            <NumberLine
              label={t("rounds.col.places")}
              min={1}
              max={100_000}
              value={places}
              onChange={setPlaces}
            />
          </div>
          <div role="radiogroup" aria-label={t("round.order_title")} className="round-order">
            {(["draw", "published"] as const).map((one) => (
              <label key={one} className="radio">
                <input
                  type="radio"
                  name="order"
                  checked={order === one}
                  onChange={() => setOrder(one)}
                />
                <span>
                  <strong>{t(`round.order.${one}`)}</strong>
                  <span className="quiet">{t(`round.order_means.${one}`)}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <FailureLine error={act.error} />
        <div className="actions">
          <button
            type="submit"
            className="button button-primary"
            disabled={act.isPending || !isAsked(criteria)}
          >
            {t("round.save")}
          </button>
          <span className="quiet">{t("round.save_means")}</span>
        </div>
      </form>
    </>
  );
}
