import type { SystemRef } from "../../server/api/schemas.ts";
import { useWords } from "../words/useWords.ts";
import { SystemMark } from "./SystemMark.tsx";

/** Which office a fact came from: shape, icon and word together, never colour alone. */
export function SystemTag({ system }: { system: SystemRef }) {
  const words = useWords();
  return (
    <span className={`system-tag system-tag-${system.kind}`} title={system.title}>
      <SystemMark kind={system.kind} word="none" />
      {words.system(system)}
    </span>
  );
}
