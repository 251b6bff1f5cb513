import type { ConditionRule } from "../../domain/programme/plan-rule.ts";
import { weekdays } from "../../domain/programme/words.ts";
import { daysText } from "../programmes/in-words.ts";
import { useWords } from "../words/useWords.ts";
import { Checks } from "./Checks.tsx";
import { FaultWords } from "./FaultWords.tsx";
import { Line, NumberOf } from "./Line.tsx";

type Props = {
  at: string;
  rule: ConditionRule | undefined;
  onChange: (rule: ConditionRule | undefined) => void;
};

const begun: Record<ConditionRule["type"], ConditionRule> = {
  "keep-free": {
    type: "keep-free",
    days: ["MO"],
    from: "09:00",
    to: "12:00",
    exceptLanes: ["social"],
    toleratedHoursPerWeek: 0,
  },
  forbids: { type: "forbids", activity: "work", from: "", until: "" },
};

/** What the condition means for a plan's calendar: times kept free, or work and training left out. */
export function ConditionRuleFields({ at, rule, onChange }: Props) {
  const { t } = useWords();
  return (
    <div className="programme-rule">
      <Line
        at={`${at}/type`}
        label={t("programme.in_plan")}
        value={rule?.type ?? ""}
        options={[
          ["", t("programme.write.rule.none")],
          ["keep-free", t("programme.write.rule.keep_free")],
          ["forbids", t("programme.write.rule.forbids")],
        ]}
        onChange={(type) =>
          onChange(type === "" ? undefined : begun[type as ConditionRule["type"]])
        }
      />
      {rule?.type === "keep-free" ? <KeepFree at={at} rule={rule} onChange={onChange} /> : null}
      {rule?.type === "forbids" ? (
        <div className="form-grid">
          <Line
            at={`${at}/activity`}
            label={t("programme.write.rule.what")}
            value={rule.activity}
            options={(["work", "training"] as const).map((one) => [
              one,
              t(`programme.write.activity.${one}`),
            ])}
            onChange={(activity) =>
              onChange({ ...rule, activity: activity as "work" | "training" })
            }
          />
          {(["from", "until"] as const).map((end) => (
            <Line
              key={end}
              at={`${at}/${end}`}
              label={t(`programme.write.rule.${end}`)}
              type="date"
              value={rule[end]}
              onChange={(day) => onChange({ ...rule, [end]: day })}
            />
          ))}
        </div>
      ) : null}
      <FaultWords at={at} />
    </div>
  );
}

type FreeProps = {
  at: string;
  rule: Extract<ConditionRule, { type: "keep-free" }>;
  onChange: (rule: ConditionRule) => void;
};

function KeepFree({ at, rule, onChange }: FreeProps) {
  const { t, language } = useWords();
  return (
    <>
      <Checks
        at={`${at}/days`}
        legend={t("programme.write.rule.days")}
        options={weekdays.map((day) => [day, daysText([day], language)])}
        chosen={rule.days}
        onChange={(days) => onChange({ ...rule, days })}
      />
      <div className="form-grid">
        {(["from", "to"] as const).map((end) => (
          <Line
            key={end}
            at={`${at}/${end}`}
            label={t(`programme.write.rule.clock_${end}`)}
            type="time"
            value={rule[end]}
            onChange={(time) => onChange({ ...rule, [end]: time })}
          />
        ))}
        <NumberOf
          at={`${at}/toleratedHoursPerWeek`}
          label={t("programme.write.rule.tolerated")}
          max={168}
          value={rule.toleratedHoursPerWeek}
          onChange={(toleratedHoursPerWeek) => onChange({ ...rule, toleratedHoursPerWeek })}
        />
      </div>
      <Checks
        at={`${at}/exceptLanes`}
        legend={t("programme.write.rule.except")}
        options={(["social", "employment", "person"] as const).map((lane) => [
          lane,
          t(`plan.lane.${lane}`),
        ])}
        chosen={rule.exceptLanes}
        onChange={(exceptLanes) => onChange({ ...rule, exceptLanes })}
      />
    </>
  );
}
