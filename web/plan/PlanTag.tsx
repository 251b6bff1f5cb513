import {
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconLock,
  IconPencil,
} from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import type { PlanStanding } from "./standing.ts";

const looks: Record<PlanStanding, readonly [typeof IconClock, string]> = {
  draft: [IconCircleDashed, "tag"],
  waiting: [IconClock, "tag tag-warn"],
  agreed: [IconCircleCheck, "tag tag-ok"],
  changed: [IconPencil, "tag tag-warn"],
  ended: [IconLock, "tag"],
};

/** How a plan stands, by icon and word. */
export function PlanTag({ standing }: { standing: PlanStanding }) {
  const { t } = useWords();
  const [Icon, look] = looks[standing];
  return (
    <span className={look}>
      <Icon size={15} aria-hidden="true" />
      {t(`plan.standing.${standing}`)}
    </span>
  );
}
