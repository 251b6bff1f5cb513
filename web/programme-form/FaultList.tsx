import type { Ref } from "react";
import { useWords } from "../words/useWords.ts";
import { partOf, type Part } from "./definition-draft.ts";
import { controlId, type Fault } from "./faults.ts";

type Props = {
  faults: readonly Fault[];
  part: Part;
  go: (part: Part) => void;
  ref: Ref<HTMLDivElement>;
};

/** What is to be mended here, on top of the part; each line leads to its control, in another part too. */
export function FaultList({ faults, part, go, ref }: Props) {
  const { t } = useWords();
  const lead = (fault: Fault) => {
    const there = partOf(fault.at);
    if (there !== part) go(there);
    // The other part is painted first.
    setTimeout(() => placeOf(fault.at)?.focus(), 50);
  };
  return (
    <div ref={ref} tabIndex={-1} role={faults.length > 0 ? "alert" : undefined}>
      {faults.length === 0 ? null : (
        <div className="notice notice-bad problems">
          <div className="notice-words">
            <h3>{t("programme.write.faults", { count: faults.length })}</h3>
            <ul>
              {faults.map((fault) => (
                <li key={`${fault.code} ${fault.at}`}>
                  <button type="button" className="link" onClick={() => lead(fault)}>
                    {t(nameKey(fault.at))}
                    {t("programme.write.colon")} {t(`programme.fault.${fault.code}`)}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}

/** The control of a place, or of the nearest place around it. */
function placeOf(at: string): HTMLElement | null {
  for (let place = at; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
    const found = document.getElementById(controlId(place));
    if (found) return found;
  }
  return null;
}

/** What the place is called on the form; else its part. */
function nameKey(at: string): string {
  const words = at.split("/").filter((word) => word !== "" && !/^\d+$/.test(word));
  const own = words.flatMap((word) => names.get(word) ?? []).at(-1);
  return own ?? `programme.write.part.${partOf(at)}`;
}
const names: ReadonlyMap<string, string> = new Map([
  ["name", "programme.write.name"],
  ["type", "programme.write.type"],
  ["purpose", "programme.write.purpose"],
  ["languages", "programme.write.languages"],
  ["amount", "programme.write.amount"],
  ["currency", "programme.write.currency"],
  ["hours", "programme.write.hours"],
  ["limit", "programme.write.limit"],
  ["known_by", "programme.known_by"],
  ["conditions", "programme.condition"],
  ["good_causes", "programme.causes"],
  ["clocks", "programme.clocks"],
  ["zone", "programme.write.zone"],
  ["days_off", "programme.write.days_off"],
  ["holidays", "programme.write.holidays"],
  ["needs", "programme.needs"],
  ["shares", "programme.write.shares"],
]);
