import { IconCircleCheck, IconClock, IconLock } from "@tabler/icons-react";
import type { HouseholdView } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";

/** Has the partner everything that was written here about this household? In words. */
export function HouseholdSync({ sync }: { sync: HouseholdView["sync"] }) {
  const { t, system } = useWords();
  return sync.map((one) => {
    const state = one.shared ? (one.waiting === 0 ? "in_step" : "waiting") : "not_shared";
    const Icon = state === "in_step" ? IconCircleCheck : state === "waiting" ? IconClock : IconLock;
    return (
      <span key={one.partner.id} className={`household-sync household-sync-${state}`}>
        <Icon size={16} aria-hidden="true" />
        {t(`household.sync.${state}`, { count: one.waiting, system: system(one.partner) })}
      </span>
    );
  });
}
