import { useQuery } from "@tanstack/react-query";
import { queries } from "../api/queries.ts";
import { useWords } from "../words/useWords.ts";

/** Says over every page why nothing can be saved now; nothing while all is well. */
export function SoundBand() {
  const { t } = useWords();
  const sync = useQuery(queries.sync());
  const refusing = sync.data?.refusing ?? [];
  if (refusing.length === 0) return null;
  return (
    <div className="band band-warn" role="alert">
      {refusing.map(({ code }) => (
        <p key={code}>{t(`sound.${code}`)}</p>
      ))}
    </div>
  );
}
