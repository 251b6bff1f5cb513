import { useState } from "react";
import type { RoundView } from "../../server/api/round-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";

type Step = RoundView["may"][number];
/** The step a round waits for, by its state; the others are beside it. */
const main: Partial<Record<RoundView["state"], Step>> = {
  draft: "search",
  searched: "announce",
  announced: "close_naming",
  closed_for_naming: "order",
};

/** What happens next, in a sentence, with the one button that does it. */
export function NextStep({ round }: { round: RoundView }) {
  const { t, number, system } = useWords();
  const [telling, setTelling] = useState(false);
  const url = (step: Step) => `${path`/rounds/${round.id}`}/${step.replace("_", "-")}`;
  const search = useAct<object, RoundView>(url("search"));
  const close = useAct<object, RoundView>(url("close_naming"));
  const order = useAct<object, RoundView>(url("order"));
  const end = useAct<object, RoundView>(url("end"));
  const acts = { search, close_naming: close, order, end };
  const busy = Object.values(acts).some(({ isPending }) => isPending);
  const error = Object.values(acts).find((act) => act.error)?.error ?? null;
  const first = main[round.state];
  const counts = {
    found: number(round.households.length),
    agreed: number(round.households.filter(({ state }) => state === "agreed").length),
    places: number(round.places),
    placed: number(round.households.filter(({ state }) => state === "placed").length),
    system: system(round.registry),
  };
  const button = (step: Step) => (
    <button
      key={step}
      type="button"
      className={step === first ? "button button-primary" : "button"}
      disabled={busy}
      onClick={() => (step === "announce" ? setTelling(true) : acts[step].mutate({}))}
    >
      {step === "search" && round.state === "searched"
        ? t("round.step.search_again")
        : t(`round.step.${step}`)}
    </button>
  );
  const others = round.may.filter((step) => step !== first && (step !== "end" || isOver(round)));
  return (
    <section className="panel next-step" aria-labelledby="round-next">
      <h2 id="round-next">{t("round.next")}</h2>
      <p>{t(isOver(round) ? "round.next.ordered_over" : `round.next.${round.state}`, counts)}</p>
      <div className="actions no-print">
        {first ? button(first) : null}
        {others.map(button)}
      </div>
      <FailureLine error={error} />
      {telling ? <AnnounceDialog round={round} close={() => setTelling(false)} /> : null}
    </section>
  );
}

/** Nobody with a place is left to enrol: before, ending would only be a slip. */
function isOver({ state, households }: RoundView): boolean {
  return state === "ordered" && !households.some((one) => one.state === "placed");
}

function AnnounceDialog({ round, close }: { round: RoundView; close: () => void }) {
  const { t } = useWords();
  const act = useAct<{ on: string; how: string }, RoundView>(path`/rounds/${round.id}/announce`);
  const [on, setOn] = useState(todayIso());
  const [how, setHow] = useState("");
  return (
    <FormDialog
      title={t("round.step.announce")}
      submit={t("round.announce.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ on, how: how.trim() }, { onSuccess: close })}
      close={close}
    >
      <p>{t(round.order === "draw" ? "round.announce.means_draw" : "round.announce.means")}</p>
      <TextLine label={t("round.announce.on")} type="date" value={on} onChange={setOn} />
      <TextLine label={t("round.announce.how")} value={how} onChange={setHow} />
    </FormDialog>
  );
}
