import {
  IconArrowForward,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconHelpCircle,
  IconMailOpened,
  IconPhoneOff,
  IconSend,
} from "@tabler/icons-react";
import type { ReferralSummary } from "../../server/api/referral-schemas.ts";
import { useWords } from "../words/useWords.ts";

const icons: Record<ReferralSummary["state"], typeof IconClock> = {
  draft: IconCircleDashed,
  sent: IconSend,
  received: IconMailOpened,
  information_asked: IconHelpCircle,
  accepted: IconCircleCheck,
  waiting_list: IconClock,
  not_reached: IconPhoneOff,
  attended: IconCircleCheck,
  enrolled: IconCircleCheck,
  not_enrolled: IconCircleX,
  declined: IconCircleX,
  declined_by_person: IconCircleX,
  re_routed: IconArrowForward,
  withdrawn: IconCircleX,
  expired: IconClock,
  closed: IconCircleCheck,
};
const good: ReadonlySet<ReferralSummary["state"]> = new Set([
  "accepted",
  "attended",
  "enrolled",
  "closed",
]);
const asks: ReadonlySet<ReferralSummary["state"]> = new Set(["information_asked", "expired"]);

/** How a referral stands; a no, of the office or of the person, looks calm. */
export function ReferralTag({
  state,
  unconfirmed = false,
}: {
  state: ReferralSummary["state"];
  unconfirmed?: boolean;
}) {
  const { t } = useWords();
  const Icon = icons[state];
  const tone = good.has(state) ? "tag tag-ok" : asks.has(state) ? "tag tag-warn" : "tag";
  return (
    <span className={tone}>
      <Icon size={15} aria-hidden="true" />
      {unconfirmed ? t("referral.unconfirmed") : t(`referral.state.${state}`)}
    </span>
  );
}
