import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import { partOf, parts, type Part } from "./definition-draft.ts";
import type { Fault } from "./faults.ts";

type Props = {
  part: Part;
  faults: readonly Fault[];
  left: ReadonlySet<Part>;
  go: (part: Part) => void;
};

/** The parts of the form, in order; what was looked at says whether something is to be mended. */
export function PartNav({ part, faults, left, go }: Props) {
  const { t } = useWords();
  return (
    <nav className="programme-parts" aria-label={t("programme.write.parts")}>
      <ol>
        {parts.map((one) => {
          const wrong = faults.some(({ at }) => partOf(at) === one);
          const state = !left.has(one) || one === "look" ? "" : wrong ? "mend" : "done";
          return (
            <li key={one}>
              <button
                type="button"
                className="programme-part-link"
                aria-current={one === part ? "step" : undefined}
                onClick={() => go(one)}
              >
                <span>{t(`programme.write.part.${one}`)}</span>
                {state === "" ? null : (
                  <span className={`part-state part-${state}`}>
                    {state === "done" ? (
                      <IconCheck size={16} aria-hidden="true" />
                    ) : (
                      <IconAlertTriangle size={16} aria-hidden="true" />
                    )}
                    {t(`programme.write.state.${state}`)}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
