import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ReferralView } from "../../server/api/referral-schemas.ts";
import { DueTag } from "../parts/DueTag.tsx";
import { useWords } from "../words/useWords.ts";
import { StepDialog } from "./StepDialog.tsx";
import { defaultText } from "./referral-words.ts";

type Step = ReferralView["may"][number];
/** The step that does what is waited for; the others stand beside it. */
const main: Partial<Record<NonNullable<ReferralView["task"]>, Step>> = {
  answer: "accept",
  inform: "inform",
  invite: "accept",
  attend: "attend",
  look_again: "accept",
  decide: "enrol",
  close: "close",
};

/** In the order of how often they are taken; what is rare folds away. */
const usual: readonly Step[] = [
  "ask",
  "not_enrol",
  "close",
  "enrol",
  "attend",
  "accept",
  "wait",
  "decline",
  "inform",
  "withdraw",
  "note_no",
  "not_reached",
  "re_route",
];
const beside_max = 3;

/** Whose turn it is, by when, what silence does, and the one button that takes it further. */
export function ReferralNext({ referral }: { referral: ReferralView }) {
  const words = useWords();
  const { t, system } = words;
  const [open, setOpen] = useState<Step | null>(null);
  const { task, turn, may, due, late, owner, unconfirmed } = referral;
  const first = turn === "us" && task !== null ? main[task] : undefined;
  const others = usual.filter((step) => may.includes(step) && step !== first);
  const shown = others.length > beside_max + 1 ? others.slice(0, beside_max) : others;
  const rest = others.slice(shown.length);
  return (
    <section className="panel next-step" aria-labelledby="referral-next">
      <div className="section-head">
        <h2 id="referral-next">{t("referral.next")}</h2>
        {due === null ? null : <DueTag due={due} late={late} />}
      </div>
      <p>
        {sentence(referral, words)}{" "}
        {owner === "" ? null : (
          <span className="quiet">{t("referral.owner", { name: owner })}</span>
        )}
      </p>
      {referral.late_answer === null ? null : (
        <p>
          {t("referral.now.late_answer", {
            answer: t(`referral.state.${referral.late_answer}`),
          })}
        </p>
      )}
      {turn === "nobody" ? null : <p className="quiet">{defaultText(words, referral)}</p>}
      {unconfirmed || task === "call" ? <Reach referral={referral} /> : null}
      <div className="actions no-print">
        {first && may.includes(first) ? (
          <button type="button" className="button button-primary" onClick={() => setOpen(first)}>
            {stepText(first, referral, words)}
          </button>
        ) : null}
        {task === "reach" && turn === "us" && referral.person_id ? (
          <Link
            to="/people/$id"
            params={{ id: referral.person_id }}
            className="button button-primary"
          >
            {t("referral.person")}
          </Link>
        ) : null}
        {task === "next_service" && turn === "us" && referral.person_id ? (
          <Link
            to="/people/$id/refer"
            params={{ id: referral.person_id }}
            search={referral.next_service ? { service: referral.next_service.id } : {}}
            className="button button-primary"
          >
            {t("referral.step.refer_again")}
          </Link>
        ) : null}
        {shown.map((step) => (
          <button key={step} type="button" className="button" onClick={() => setOpen(step)}>
            {stepText(step, referral, words)}
          </button>
        ))}
      </div>
      {rest.length > 0 ? (
        <details className="no-print">
          <summary>{t("referral.more")}</summary>
          <div className="actions">
            {rest.map((step) => (
              <button key={step} type="button" className="button" onClick={() => setOpen(step)}>
                {stepText(step, referral, words)}
              </button>
            ))}
          </div>
        </details>
      ) : null}
      {open === null ? null : (
        <StepDialog
          referral={referral}
          step={open}
          title={stepText(open, referral, words)}
          system={system(referral.office)}
          close={() => setOpen(null)}
        />
      )}
    </section>
  );
}

/** By phone or on paper, where no message has been answered. */
function Reach({ referral }: { referral: ReferralView }) {
  const { t, system } = useWords();
  const { reach, unconfirmed, letter } = referral;
  return (
    <div className="referral-reach">
      {unconfirmed ? <p>{t("referral.reach.why", { system: system(referral.office) })}</p> : null}
      <p>
        {reach.phone === "" ? (
          t("referral.reach.no_phone")
        ) : (
          <>
            {t("referral.reach.phone")}{" "}
            <a href={`tel:${reach.phone.replace(/[^+\d]/g, "")}`}>
              <bdi dir="ltr">{reach.phone}</bdi>
            </a>{" "}
            <span className="quiet" dir="auto">
              {[reach.ask_for, reach.hours].filter(Boolean).join(t("value.comma"))}
            </span>
          </>
        )}
      </p>
      {letter ? (
        <p className="no-print">
          <Link to="/referrals/$id/letter" params={{ id: referral.id }}>
            {t("referral.reach.letter")}
          </Link>
        </p>
      ) : null}
    </div>
  );
}

function sentence(referral: ReferralView, { t, system }: ReturnType<typeof useWords>): string {
  const { turn, task, outcome } = referral;
  if (turn === "nobody" || task === null) {
    if (outcome === null) return t("referral.now.over");
    return t("referral.now.closed", { outcome: t(`referral.outcome.${outcome}`) });
  }
  return t(`referral.now.${turn}`, {
    task: t(`referral.task.${task}`),
    system: system(referral.office),
  });
}

function stepText(
  step: Step,
  { state, heard }: ReferralView,
  { t }: ReturnType<typeof useWords>,
): string {
  if (heard.includes(step)) return t(`referral.heard.${step}`);
  if (step === "accept" && state === "accepted") return t("referral.step.accept_again");
  return t(`referral.step.${step}`);
}
