import { IconCircleCheck, IconCircleDashed, IconCircleMinus, IconSend } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";

const icons: Record<string, typeof IconSend> = {
  offered: IconSend,
  accepted: IconCircleCheck,
  said_no: IconCircleMinus,
  left_out: IconCircleMinus,
};

/** How the work-support offer stands; "said no" looks as calm as the others, as it has no effect. */
export function OfferTag({ state }: { state: string }) {
  const { t } = useWords();
  if (state === "") return <span className="quiet">{t("value.none")}</span>;
  const Icon = icons[state] ?? IconCircleDashed;
  return (
    <span className={state === "accepted" ? "tag tag-ok" : "tag"}>
      <Icon size={15} aria-hidden="true" />
      {t(`offer.state.${state}`, { defaultValue: state })}
    </span>
  );
}
