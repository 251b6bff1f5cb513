import { IconCheck, IconHelp, IconMinus } from "@tabler/icons-react";
import type { ReasonView } from "../../server/api/round-schemas.ts";
import { useWords } from "../words/useWords.ts";
import { attributeLabel } from "./attribute-label.ts";

const icons = { met: IconCheck, not_met: IconMinus, not_known: IconHelp };

/** What decided it, condition by condition; never the value itself. */
export function Reasons({ because }: { because: readonly ReasonView[] }) {
  const { t, code } = useWords();
  const lines = new Map(
    because.map((one) => {
      const field = attributeLabel(one.path.at(-1) ?? "", code);
      return [t(`round.reason.${one.code}`, { field }), one.code] as const;
    }),
  );
  return (
    <ul className="reasons">
      {[...lines].map(([line, how]) => {
        const Icon = icons[how];
        return (
          <li key={line} className={how === "met" ? "reason-met" : "reason-unmet"}>
            <Icon size={16} aria-hidden="true" />
            {line}
          </li>
        );
      })}
    </ul>
  );
}
