import { IconCircleCheck, IconClock, IconUsers } from "@tabler/icons-react";
import type { ServiceView } from "../../server/api/directory-schemas.ts";
import { useWords } from "../words/useWords.ts";

/** Free places on the day asked about; a full service says so, and when the next place is free. */
export function PlacesTag({ places, capacity }: Pick<ServiceView, "places" | "capacity">) {
  const { t, number, day } = useWords();
  const { free, is_given, next } = places;
  if (!is_given) {
    return (
      <span className="tag tag-warn">
        <IconClock size={15} aria-hidden="true" />
        {next === null ? t("services.over") : t("services.begins", { day: day(next) })}
      </span>
    );
  }
  if (free === null) {
    return (
      <span className="tag">
        <IconUsers size={15} aria-hidden="true" />
        {t("services.no_limit")}
      </span>
    );
  }
  if (free > 0) {
    return (
      <span className="tag tag-ok">
        <IconCircleCheck size={15} aria-hidden="true" />
        {t("services.free_of", { free: number(free), all: number(capacity ?? free) })}
      </span>
    );
  }
  return (
    <span className="tag tag-warn">
      <IconClock size={15} aria-hidden="true" />
      {next === null ? t("services.full") : t("services.full_until", { day: day(next) })}
    </span>
  );
}
