import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { OfferView } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";

/** Each rule of the offer with its answer, so that nobody has to guess. */
export function OfferReasons({ offer }: { offer: OfferView }) {
  const { t } = useWords();
  return (
    <ul className="reasons">
      {offer.reasons.map((reason) => {
        const met = reason.met ? "met" : "unmet";
        return (
          <li key={reason.rule} className={`reason-${met}`}>
            {reason.met ? (
              <IconCheck size={16} aria-hidden="true" />
            ) : (
              <IconMinus size={16} aria-hidden="true" />
            )}
            {t(`offer.reason.${reason.rule}.${met}`, { defaultValue: reason.rule })}
          </li>
        );
      })}
    </ul>
  );
}
