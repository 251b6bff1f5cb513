import { useState } from "react";
import type { RoundView, WhyNotView } from "../../server/api/round-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { Reasons } from "./Reasons.tsx";

/** Somebody asks why their household is not on the list. */
export function WhyNot({ round }: { round: RoundView }) {
  const { t, system } = useWords();
  const [number, setNumber] = useState("");
  const act = useAct<{ number: string }, WhyNotView>(path`/rounds/${round.id}/why-not`);
  const said = act.data;
  const name = system(round.registry);
  const line = !said
    ? ""
    : said.problem !== ""
      ? t(`round.problem.${said.problem}`, { system: name })
      : !said.known
        ? t("round.why.unknown", { system: name })
        : t(said.fits ? "round.why.fits" : "round.why.fits_not");
  return (
    <section className="panel no-print" aria-labelledby="round-why">
      <h2 id="round-why">{t("round.why.title")}</h2>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate({ number: number.trim() });
        }}
      >
        <TextLine label={t("round.why.number")} value={number} max={60} onChange={setNumber} />
        <div>
          <button type="submit" className="button button-small" disabled={act.isPending}>
            {t("round.why.ask")}
          </button>
        </div>
      </form>
      <FailureLine error={act.error} />
      <div role="status">
        {said ? (
          <>
            <p>{line}</p>
            <Reasons because={said.because} />
          </>
        ) : null}
      </div>
    </section>
  );
}
