import { useState } from "react";
import type { PlanView, SignBody } from "../../server/api/plan-schemas.ts";
import { ApiFailure, path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { Radios } from "../dialogs/Radios.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { checkCode } from "./check-code.ts";
import { Differences } from "./Differences.tsx";
import { partyText } from "./plan-words.ts";
import { givenName, livingOf } from "./standing.ts";

type Props = { plan: PlanView; party: "social" | "employment" | "person"; close: () => void };
const ways = ["pen", "touch", "thumbprint", "voice", "assisted"] as const;

/** Signs the plan as it was shown when the form was opened: for our office, or as the person's witness. */
export function SignDialog({ plan, party, close }: Props) {
  const words = useWords();
  const { t } = words;
  const [shown, setShown] = useState(plan);
  const [decision, setDecision] = useState<SignBody["decision"]>("signed");
  const [method, setMethod] = useState("");
  const [said, setSaid] = useState({ evidence: "", witness: "", reason: "" });
  const [no, setNo] = useState<readonly string[]>([]);
  const act = useAct<SignBody, { id: string }>(path`/plans/${plan.id}/sign-offs`);
  const isPerson = party === "person";
  const name = givenName(plan);
  const isOther = plan.root !== shown.root;
  const isStale = act.error instanceof ApiFailure && act.error.code === "err.stale";
  const send = () => {
    const about = { party, decision, root: shown.root, reason: said.reason.trim() };
    const body: SignBody = isPerson
      ? {
          ...about,
          method: method as SignBody["method"],
          evidence: said.evidence.trim(),
          witness: said.witness.trim(),
          refused_lines: decision === "signed" ? [...no] : [],
        }
      : { ...about, method: "office" };
    act.mutate(body, { onSuccess: close });
  };
  return (
    <FormDialog
      title={
        isPerson
          ? t("plan.sign.person", { name })
          : t("plan.sign.for", { party: partyText(party, plan, words) })
      }
      submit={t(
        decision === "refused"
          ? "plan.sign.save_no"
          : isPerson
            ? "plan.sign.save_person"
            : "plan.sign.save",
      )}
      busy={act.isPending || isOther}
      error={isStale ? null : act.error}
      onSubmit={send}
      close={close}
    >
      {isOther ? <Changed plan={plan} shown={shown} again={() => setShown(plan)} /> : null}
      <p>{t(isPerson ? "plan.sign.person_means" : "plan.sign.means", { name })}</p>
      <p className="check-code-line">
        <span className="quiet">{t("plan.code.label")}</span>{" "}
        <bdi className="check-code">{checkCode(shown.root)}</bdi>
      </p>
      {shown.agreement.in_force ? (
        <div>
          <h3>{t("plan.sign.what_changed")}</h3>
          <Differences differences={shown.agreement.differences} plan={plan} />
        </div>
      ) : null}
      <Decision decision={decision} set={setDecision} party={party} name={name} />
      {isPerson ? (
        <CodeSelect
          label={t("plan.sign.how")}
          group="plan.method"
          codes={ways}
          value={method}
          onChange={setMethod}
        />
      ) : null}
      {isPerson && decision === "signed" ? (
        <>
          <TextLine
            label={t("plan.sign.evidence")}
            max={200}
            value={said.evidence}
            onChange={(evidence) => setSaid({ ...said, evidence })}
          />
          <RefusedLines plan={shown} no={no} set={setNo} name={name} />
        </>
      ) : null}
      {isPerson ? (
        <TextLine
          label={t("plan.sign.witness")}
          required={method === "assisted"}
          max={120}
          value={said.witness}
          onChange={(witness) => setSaid({ ...said, witness })}
        />
      ) : null}
      {decision === "refused" || no.length > 0 ? (
        <TextLine
          label={t(isPerson ? "plan.sign.person_why" : "plan.sign.why", { name })}
          required={!isPerson}
          value={said.reason}
          onChange={(reason) => setSaid({ ...said, reason })}
        />
      ) : null}
    </FormDialog>
  );
}

type DecisionProps = {
  decision: SignBody["decision"];
  set: (decision: SignBody["decision"]) => void;
  party: Props["party"];
  name: string;
};

function Decision({ decision, set, party, name }: DecisionProps) {
  const { t } = useWords();
  const who = party === "person" ? "person" : "office";
  return (
    <Radios
      legend={t(`plan.sign.says_${who}`, { name })}
      name="decision"
      options={(["signed", "refused"] as const).map(
        (one) => [one, t(`plan.sign.${who}_${one}`, { name })] as const,
      )}
      value={decision}
      onChange={set}
    />
  );
}

type RefusedProps = {
  plan: PlanView;
  no: readonly string[];
  set: (no: readonly string[]) => void;
  name: string;
};

/** The person may say no to single lines; the others hold, and support goes on. */
function RefusedLines({ plan, no, set, name }: RefusedProps) {
  const { t } = useWords();
  const lines = [
    ...livingOf(plan.goals).map(({ key, text }) => [key, text] as const),
    ...livingOf(plan.steps)
      .filter(({ hidden }) => !hidden)
      .map(({ key, what }) => [key, what] as const),
  ];
  return (
    <details>
      <summary>{t("plan.sign.refuse_lines", { name })}</summary>
      <p className="quiet">{t("plan.sign.refuse_means")}</p>
      {lines.map(([key, text]) => (
        <label key={key} className="radio">
          <input
            type="checkbox"
            checked={no.includes(key)}
            onChange={() => set(no.includes(key) ? no.filter((one) => one !== key) : [...no, key])}
          />
          <bdi>{text}</bdi>
        </label>
      ))}
    </details>
  );
}

/** The plan is another now than what the signer was shown. */
function Changed({ plan, shown, again }: { plan: PlanView; shown: PlanView; again: () => void }) {
  const { t } = useWords();
  const now = [checkCode(shown.root), checkCode(plan.root)];
  return (
    <div className="concurrent" role="alert">
      <p>{t("plan.sign.changed", { before: now[0], now: now[1] })}</p>
      <div className="actions">
        <button type="button" className="button" onClick={again}>
          {t("plan.sign.look_again")}
        </button>
      </div>
    </div>
  );
}
