import type { AtHand, Paper } from "../../domain/records/assessment-records.ts";
import { paperKinds } from "../../domain/records/paper-kinds.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { ToldLines } from "./ToldLines.tsx";

const papers_max = 12;

type Props<T> = { label: string; value: T; change: (value: unknown) => void };

/** Permits and licences, each with its last day. */
export function PapersInput({ label, value, change }: Props<readonly Paper[]>) {
  const { t, number } = useWords();
  return (
    <fieldset className="parts told-lines">
      <legend>{label}</legend>
      <ToldLines
        items={value}
        blank={{ paper: "identity_card", until: null }}
        max={papers_max}
        className="told-line"
        words={{
          line: (nth) => t("papers.line", { n: number(nth) }),
          remove: t("papers.remove"),
          add: t("papers.add"),
        }}
        change={(next) => change(next.length === 0 ? undefined : next)}
      >
        {(one: Paper, set) => (
          <div className="form-grid">
            <CodeSelect
              label={t("papers.paper")}
              group="paper_kind"
              codes={paperKinds}
              value={one.paper}
              onChange={(paper) => set({ paper: paper as Paper["paper"] })}
            />
            <TextLine
              label={t("papers.until")}
              type="date"
              required={false}
              value={one.until ?? ""}
              onChange={(day) => set({ until: day || null })}
            />
          </div>
        )}
      </ToldLines>
    </fieldset>
  );
}

/** An amount and its currency. */
export function MoneyInput({ label, value, change }: Props<AtHand | undefined>) {
  const { t } = useWords();
  const { amount, currency } = value ?? {};
  const put = (next: { amount: number | undefined; currency: string | undefined }) =>
    change(next.amount === undefined && !next.currency ? undefined : next);
  const amountText = amount === undefined ? "" : String(amount);
  return (
    <fieldset className="parts">
      <legend>{label}</legend>
      <div className="form-grid">
        <TextLine
          label={t("money.amount")}
          type="number"
          required={Boolean(currency)}
          value={amountText}
          onChange={(text) => put({ amount: text === "" ? undefined : Number(text), currency })}
        />
        <TextLine
          label={t("plan.step.currency")}
          max={3}
          required={amount !== undefined}
          value={currency ?? ""}
          onChange={(text) => put({ amount, currency: text.toUpperCase() })}
        />
      </div>
    </fieldset>
  );
}
