import { IconBriefcase, IconHeartHandshake, IconUser } from "@tabler/icons-react";
import type { StepView } from "../../server/api/plan-schemas.ts";

const icons = { social: IconHeartHandshake, employment: IconBriefcase, person: IconUser };

/** The sign of a lane: circle, square or triangle with its icon; its word stands beside it. */
export function LaneMark({ lane }: { lane: StepView["lane"] }) {
  const Icon = icons[lane];
  return (
    <span className={`lane-mark lane-mark-${lane}`}>
      <Icon size={13} stroke={2} aria-hidden="true" />
    </span>
  );
}
