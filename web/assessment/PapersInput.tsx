import type { AtHand, Paper } from "../../domain/records/assessment-records.ts";
import { paperKinds } from "../../domain/records/paper-kinds.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";

const papers_max = 12;

type Props<T> = { label: string; value: T; change: (value: unknown) => void };

/** Permits and licences, each with its last day. */
export function PapersInput({ label, value, change }: Props<readonly Paper[]>) {
  const { t, number } = useWords();
  const put = (next: readonly Paper[]) => change(next.length === 0 ? undefined : next);
  const set = (at: number, part: Partial<Paper>) =>
    put(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="parts told-lines">
      <legend>{label}</legend>
      {value.map((one, at) => (
        <fieldset key={at} className="told-line">
          <legend>{t("papers.line", { n: number(at + 1) })}</legend>
          <div className="form-grid">
            <CodeSelect
              label={t("papers.paper")}
              group="paper_kind"
              codes={paperKinds}
              value={one.paper}
              onChange={(paper) => set(at, { paper: paper as Paper["paper"] })}
            />
            <TextLine
              label={t("papers.until")}
              type="date"
              required={false}
              value={one.until ?? ""}
              onChange={(day) => set(at, { until: day || null })}
            />
          </div>
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => put(value.filter((_, index) => index !== at))}
            >
              {t("papers.remove")}
            </button>
          </div>
        </fieldset>
      ))}
      {value.length < papers_max ? (
        <button
          type="button"
          className="button button-small"
          onClick={() => put([...value, { paper: "identity_card", until: null }])}
        >
          {t("papers.add")}
        </button>
      ) : null}
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
