import { clockNames, goodCauses, type ClockName } from "../../domain/programme/words.ts";
import { useWords } from "../words/useWords.ts";
import { Checks } from "./Checks.tsx";
import { Line } from "./Line.tsx";
import type { SectionProps } from "./section.ts";

/** What excuses a missed duty, by when each side has to act, and whose referrals it answers. */
export function FairnessSection({ draft, known, set }: SectionProps) {
  const { t } = useWords();
  const { good_causes, clocks, referrals = [] } = draft.definition;
  const days = (clock: ClockName) => clocks.find((one) => one.clock === clock)?.working_days;
  const write = (clock: ClockName, text: string) => {
    const rest = clocks.filter((one) => one.clock !== clock);
    const next = text === "" ? rest : [...rest, { clock, working_days: Number(text) }];
    set({ clocks: clockNames.flatMap((name) => next.filter((one) => one.clock === name)) });
  };
  return (
    <>
      <Checks
        at="/good_causes"
        legend={t("programme.causes")}
        hint={t("programme.causes_why")}
        options={goodCauses.map((one) => [one, t(`programme.cause.${one}`)])}
        chosen={good_causes}
        onChange={(chosen) => set({ good_causes: chosen })}
      />
      <fieldset className="checks-group">
        <legend>{t("programme.clocks")}</legend>
        <p className="quiet">{t("programme.write.clocks_hint")}</p>
        <div className="form-grid">
          {clockNames.map((clock) => (
            <Line
              key={clock}
              at={`/clocks/${clocks.findIndex((one) => one.clock === clock)}/working_days`}
              label={t(`programme.clock.${clock}`)}
              type="number"
              max={260}
              value={String(days(clock) ?? "")}
              onChange={(text) => write(clock, text)}
            />
          ))}
        </div>
      </fieldset>
      <Checks
        at="/referrals"
        legend={t("programme.write.referrals")}
        hint={t("programme.write.referrals_hint")}
        options={known.services.map((one) => [
          one,
          t(`referral.service.${one}`, { defaultValue: one }),
        ])}
        chosen={referrals}
        onChange={(chosen) => set({ referrals: chosen })}
      />
    </>
  );
}
