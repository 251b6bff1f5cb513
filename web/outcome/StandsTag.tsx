import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconPencil,
  IconX,
} from "@tabler/icons-react";
import type { TimeView } from "../../server/api/outcome-schemas.ts";
import { useWords } from "../words/useWords.ts";

const looks = {
  happened: { tag: "tag tag-ok", icon: IconCheck },
  ticked: { tag: "tag", icon: IconPencil },
  could_not: { tag: "tag", icon: IconX },
  differs: { tag: "tag tag-warn", icon: IconAlertTriangle },
  open: { tag: "tag tag-warn", icon: IconClock },
  ahead: { tag: "tag", icon: IconCircleDashed },
} as const;

/** How one time of a step stands, by icon and word. */
export function StandsTag({ time }: { time: Pick<TimeView, "stands" | "outcomes"> }) {
  const { t } = useWords();
  const { tag, icon: Icon } = looks[time.stands];
  const said = time.outcomes.find((one) => one.said === "could_not");
  const isMissed = said?.side === "person" && said.cause === "not_known";
  return (
    <span className={tag}>
      <Icon size={15} aria-hidden="true" />
      {t(isMissed ? "outcome.stands.missed" : `outcome.stands.${time.stands}`)}
    </span>
  );
}
