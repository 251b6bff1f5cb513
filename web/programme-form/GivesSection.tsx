import type { Benefit } from "../../domain/programme/plan-rule.ts";
import { useWords } from "../words/useWords.ts";
import { Line, NumberOf } from "./Line.tsx";
import type { SectionProps } from "./section.ts";

type Part = { benefit: Benefit; set: (change: Partial<Benefit>) => void };

/** What it gives, and what work and income do to it. */
export function GivesSection({ draft, set }: SectionProps) {
  const { benefit } = draft.definition;
  const change = (part: Partial<Benefit>) => set({ benefit: { ...benefit, ...part } });
  return (
    <>
      <Amount benefit={benefit} set={change} />
      <Income benefit={benefit} set={change} />
      <Limits benefit={benefit} set={change} />
      <Times benefit={benefit} set={change} />
    </>
  );
}

function Amount({ benefit, set }: Part) {
  const { t } = useWords();
  return (
    <div className="form-grid">
      <Line
        at="/benefit/kind"
        label={t("programme.write.kind")}
        value={benefit.kind}
        options={(["cash", "wage", "in_kind"] as const).map((one) => [
          one,
          t(`programme.write.kind.${one}`),
        ])}
        onChange={(kind) => set({ kind: kind as Benefit["kind"] })}
      />
      <NumberOf
        at="/benefit/amount"
        label={t(benefit.kind === "in_kind" ? "programme.write.worth" : "programme.write.amount")}
        value={benefit.amount}
        onChange={(amount) => set({ amount })}
      />
      <Line
        at="/benefit/currency"
        label={t("programme.write.currency")}
        hint={t("programme.write.currency_hint")}
        max={3}
        value={benefit.currency}
        onChange={(currency) => set({ currency: currency.toUpperCase() })}
      />
      <Line
        at="/benefit/per"
        label={t("programme.write.per")}
        value={benefit.per}
        options={(["month", "day"] as const).map((one) => [one, t(`programme.write.per.${one}`)])}
        onChange={(per) => set({ per: per as Benefit["per"] })}
      />
    </div>
  );
}

function Income({ benefit, set }: Part) {
  const { t } = useWords();
  return (
    <div className="form-grid">
      <Line
        at="/benefit/whose_income"
        label={t("programme.write.whose")}
        value={benefit.whose_income}
        options={(["member", "household"] as const).map((one) => [
          one,
          t(`programme.write.whose.${one}`),
        ])}
        onChange={(whose) => set({ whose_income: whose as Benefit["whose_income"] })}
      />
      <NumberOf
        at="/benefit/disregard"
        label={t("programme.write.disregard")}
        hint={t("programme.write.disregard_hint")}
        value={benefit.disregard}
        onChange={(disregard) => set({ disregard })}
      />
      <NumberOf
        at="/benefit/taper_percent"
        label={t("programme.write.taper")}
        max={100}
        value={benefit.taper_percent}
        onChange={(taper_percent) => set({ taper_percent })}
      />
    </div>
  );
}

function Limits({ benefit, set }: Part) {
  const { t } = useWords();
  const { limit, hours } = benefit;
  const most = (["<=", "<"] as const).map(
    (one) => [one, t(`programme.write.allowed.${one === "<" ? "below" : "most"}`)] as const,
  );
  const none = ["", t("programme.write.no_limit")] as const;
  return (
    <div className="form-grid">
      <Line
        at="/benefit/limit"
        label={t("programme.write.limit")}
        value={limit?.allowed ?? ""}
        options={[none, ...most]}
        onChange={(allowed) =>
          set({
            limit:
              allowed === ""
                ? null
                : { amount: limit?.amount ?? Number.NaN, allowed: allowed as "<" | "<=" },
          })
        }
      />
      {limit ? (
        <NumberOf
          at="/benefit/limit/amount"
          label={t("programme.write.limit_amount")}
          value={limit.amount}
          onChange={(amount) => set({ limit: { ...limit, amount } })}
        />
      ) : null}
      <Line
        at="/benefit/hours"
        label={t("programme.write.hours")}
        value={hours ? `${hours.activity} ${hours.allowed}` : ""}
        options={[
          none,
          ...(["work", "training"] as const).flatMap((activity) =>
            most.map(
              ([allowed, words]) =>
                [
                  `${activity} ${allowed}`,
                  t("programme.write.hours_of", {
                    activity: t(`programme.write.activity.${activity}`),
                    most: words,
                  }),
                ] as const,
            ),
          ),
        ]}
        onChange={(chosen) => {
          const [activity = "", allowed = ""] = chosen.split(" ");
          set({
            hours:
              chosen === ""
                ? null
                : {
                    activity: activity as "work" | "training",
                    allowed: allowed as "<" | "<=",
                    hours: hours?.hours ?? Number.NaN,
                  },
          });
        }}
      />
      {hours ? (
        <NumberOf
          at="/benefit/hours/hours"
          label={t("programme.write.hours_amount")}
          max={168}
          value={hours.hours}
          onChange={(of) => set({ hours: { ...hours, hours: of } })}
        />
      ) : null}
    </div>
  );
}

function Times({ benefit, set }: Part) {
  const { t } = useWords();
  return (
    <div className="form-grid">
      <NumberOf
        at="/benefit/waiting_months"
        label={t("programme.write.waiting")}
        max={24}
        value={benefit.waiting_months}
        onChange={(waiting_months) => set({ waiting_months })}
      />
      <NumberOf
        at="/benefit/return_months"
        label={t("programme.write.return")}
        max={24}
        value={benefit.return_months}
        onChange={(return_months) => set({ return_months })}
      />
      <Line
        at="/benefit/linked"
        label={t("form.optional", { label: t("programme.write.linked") })}
        hint={t("programme.write.linked_hint")}
        value={benefit.linked.join(", ")}
        onChange={(text) =>
          set({ linked: text === "" ? [] : text.split(/[,،] ?/).map((one) => one.trimStart()) })
        }
      />
    </div>
  );
}
