import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { AskableAttribute } from "../../server/api/round-schemas.ts";
import { useWords } from "../words/useWords.ts";
import { attributeLabel } from "./attribute-label.ts";

type Props<Is extends string> = {
  attribute: string;
  is: Is;
  attributes: readonly AskableAttribute[];
  /** The comparisons that make sense here, with what they are called. */
  comparisons: readonly (readonly [is: Is, words: string])[];
  choose: (attribute: string) => void;
  compare: (is: Is) => void;
  remove: () => void;
  /** Where the value is written. */
  children: ReactNode;
};

/** One line of a condition: what is looked at, how, and the value. */
export function CriteriaRow<Is extends string>(props: Props<Is>) {
  const { attribute, is, attributes, comparisons, choose, compare, remove, children } = props;
  const { t, code } = useWords();
  const label = attributeLabel(attribute, code);
  return (
    <div className="criteria-line">
      <select
        aria-label={t("round.attribute")}
        value={attribute}
        onChange={(event) => choose(event.target.value)}
      >
        {attributes.map(({ name }) => (
          <option key={name} value={name}>
            {attributeLabel(name, code)}
          </option>
        ))}
      </select>
      <select
        aria-label={t("round.comparison", { field: label })}
        value={is}
        onChange={(event) => compare(event.target.value as Is)}
      >
        {comparisons.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
      {children}
      <button
        type="button"
        className="icon-button"
        aria-label={t("round.remove", { field: label })}
        onClick={remove}
      >
        <IconX size={18} aria-hidden="true" />
      </button>
    </div>
  );
}
