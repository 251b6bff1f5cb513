import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconListNumbers,
  IconSpeakerphone,
  IconUserCheck,
} from "@tabler/icons-react";
import type { RoundHouseholdView, RoundSummary } from "../../server/api/round-schemas.ts";
import { useWords } from "../words/useWords.ts";

const roundIcons: Record<RoundSummary["state"], typeof IconClock> = {
  draft: IconCircleDashed,
  searched: IconClock,
  announced: IconSpeakerphone,
  closed_for_naming: IconClock,
  ordered: IconListNumbers,
  ended: IconCircleCheck,
};

/** How far a round is. */
export function RoundTag({ state }: { state: RoundSummary["state"] }) {
  const { t } = useWords();
  const Icon = roundIcons[state];
  const tone = state === "ended" ? "tag tag-ok" : state === "draft" ? "tag" : "tag tag-warn";
  return (
    <span className={tone}>
      <Icon size={15} aria-hidden="true" />
      {t(`round.state.${state}`)}
    </span>
  );
}

const householdIcons: Record<RoundHouseholdView["state"], typeof IconClock> = {
  found: IconCircleDashed,
  named: IconClock,
  agreed: IconUserCheck,
  said_no: IconCircleX,
  placed: IconCircleCheck,
  waiting: IconListNumbers,
  enrolled: IconCircleCheck,
};

/** How a household of a round stands; a no looks as calm as a yes. */
export function RoundHouseholdTag({ household }: { household: RoundHouseholdView }) {
  const { t, number } = useWords();
  const { state, rank } = household;
  const Icon = householdIcons[state];
  const good = state === "placed" || state === "enrolled" || state === "agreed";
  return (
    <span className={good ? "tag tag-ok" : "tag"}>
      <Icon size={15} aria-hidden="true" />
      {state === "waiting" && rank !== null
        ? t("round.waiting_as", { rank: number(rank) })
        : t(`round.household.${state}`)}
    </span>
  );
}
