import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { SystemMark } from "../parts/SystemMark.tsx";
import { useWords } from "../words/useWords.ts";

/** Who else has this plan open now, said as they come; our own screen says that it is there. */
export function Presence({ plan }: { plan: string }) {
  const { t, system } = useWords();
  const others = useQuery(queries.presence(plan)).data?.others ?? [];
  useEffect(() => {
    const leave = () => void sayGone(plan);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [plan]);
  return (
    <div className="presence" role="status" aria-live="polite">
      {others.map((one) => (
        <span key={`${one.system.id} ${one.name}`} className="presence-one">
          <SystemMark kind={one.system.kind} word="none" />
          {t("plan.presence", { name: one.name, system: system(one.system) })}
        </span>
      ))}
    </div>
  );
}

/** Goes out even while the page is being left. */
async function sayGone(plan: string): Promise<void> {
  const body = JSON.stringify({ here: false });
  const headers = { "content-type": "application/json" };
  const to = `/api/v1${path`/plans/${plan}/presence`}`;
  await fetch(to, { method: "POST", headers, body, keepalive: true }).catch(() => null);
}
