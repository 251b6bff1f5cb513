import { IconBriefcase, IconHeartHandshake } from "@tabler/icons-react";
import type { SystemKind } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";

/** The shape of an office (circle or square, with its icon); its word is read aloud. */
export function SystemMark({
  kind,
  word = "unseen",
}: {
  kind: SystemKind;
  word?: "unseen" | "none";
}) {
  const { t } = useWords();
  const Icon = kind === "sp" ? IconHeartHandshake : IconBriefcase;
  return (
    <span className={`mark mark-${kind}`}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      {word === "none" ? null : <span className="unseen">{t(`system.${kind}`)}</span>}
    </span>
  );
}
