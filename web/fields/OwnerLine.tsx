import { IconInfoCircle } from "@tabler/icons-react";
import type { SystemRef } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";

/** What saving will do, said before saving. */
export function OwnerLine({ yours, owner }: { yours: boolean; owner: SystemRef | null }) {
  const { t, system } = useWords();
  return (
    <p className="owner-line">
      <IconInfoCircle size={16} aria-hidden="true" />
      {yours || owner === null
        ? t("field.at_once")
        : t("field.proposes", { system: system(owner) })}
    </p>
  );
}
