import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { HouseholdView, Session, TimelineEntry } from "../../server/api/schemas.ts";
import type { NewsItem } from "../frame/News.tsx";
import { useWords, type Words } from "../words/useWords.ts";
import { refreshAll } from "./query-client.ts";

type Changed = { households: string[]; people: string[]; from: string; act: string; at: string };

const grace_ms = 2_000;
const again_ms = 4_000;
const news_ms = 12_000;
const news_max = 3;

/** News from elsewhere: views that show a changed record ask again, and a sentence says who did what. */
export function useLive(session: Session) {
  const client = useQueryClient();
  const words = useWords();
  const speak = useRef(words);
  speak.current = words;
  const [connected, setConnected] = useState(true);
  const [news, setNews] = useState<NewsItem[]>([]);
  const dismiss = useCallback(
    (id: number) => setNews((all) => all.filter((one) => one.id !== id)),
    [],
  );

  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const later = (act: () => void, ms: number) => timers.add(setTimeout(act, ms));
    let stream: EventSource | null = null;
    let down: ReturnType<typeof setTimeout> | undefined;
    let closed = false;
    let counter = 0;

    const tell = (text: string) => {
      counter += 1;
      const id = Date.now() * 1000 + counter;
      setNews((all) => [...all.slice(1 - news_max), { id, text }]);
      later(() => setNews((all) => all.filter((one) => one.id !== id)), news_ms);
    };
    const onChanged = async (event: MessageEvent<string>) => {
      const changed = readChanged(event.data);
      if (changed === null) return;
      await refreshChanged(client, changed);
      const text = closed ? null : sentence(client, changed, session, speak.current);
      if (text !== null) tell(text);
    };
    const open = () => {
      stream = new EventSource("/api/v1/live");
      stream.addEventListener("open", () => {
        clearTimeout(down);
        down = undefined;
        setConnected(true);
        // What happened between a view's first answer and this moment was told to nobody here.
        void refreshAll(client);
      });
      stream.addEventListener("error", () => {
        down ??= setTimeout(() => setConnected(false), grace_ms);
        if (stream?.readyState === EventSource.CLOSED && !closed) {
          void client.invalidateQueries({ queryKey: ["session"] });
          later(open, again_ms);
        }
      });
      stream.addEventListener("changed", (event) => void onChanged(event));
      stream.addEventListener("presence", () => {
        void client.invalidateQueries({ queryKey: ["presence"] });
      });
      stream.addEventListener("sync", () => void client.invalidateQueries({ queryKey: ["sync"] }));
      stream.addEventListener("today", () => {
        void client.invalidateQueries({ queryKey: ["today"] });
        void client.invalidateQueries({ queryKey: ["matches"] });
        void client.invalidateQueries({ queryKey: ["caseload"] });
        void client.invalidateQueries({ queryKey: ["reviews"] });
        void client.invalidateQueries({ queryKey: ["plan-review"] });
      });
    };
    open();
    return () => {
      closed = true;
      stream?.close();
      clearTimeout(down);
      for (const timer of timers) clearTimeout(timer);
    };
  }, [client, session]);
  return { connected, news, dismiss };
}

async function refreshChanged(client: QueryClient, { households, people }: Changed): Promise<void> {
  await Promise.all([
    ...households.map((id) => client.invalidateQueries({ queryKey: ["household", id] })),
    ...people.map((id) => client.invalidateQueries({ queryKey: ["person", id] })),
    // A plan shows what both offices wrote, and shared steps of others of the household.
    client.invalidateQueries({ queryKey: ["plan"] }),
    client.invalidateQueries({ queryKey: ["people"] }),
    client.invalidateQueries({ queryKey: ["caseload"] }),
    client.invalidateQueries({ queryKey: ["today"] }),
    client.invalidateQueries({ queryKey: ["referrals"] }),
    client.invalidateQueries({ queryKey: ["hearings"] }),
    client.invalidateQueries({ queryKey: ["search"] }),
  ]);
}

/** Who and what, read from the refreshed timeline, as the event itself carries no names. */
function sentence(
  client: QueryClient,
  changed: Changed,
  session: Session,
  words: Words,
): string | null {
  const { t } = words;
  const entry = newest(client, changed);
  const system = [session.persona.system, ...session.partners].find(
    (one) => one.id === changed.from,
  );
  if (entry === undefined) {
    const own = changed.from === session.persona.system.id;
    if (own || system === undefined || !t(`act.${changed.act}`, { defaultValue: "" })) return null;
    return t("live.somewhere", { who: words.system(system), act: t(`act.${changed.act}`) });
  }
  const mine =
    entry.by.name === session.persona.name && entry.by.system.id === session.persona.system.id;
  if (mine) return null;
  const act = t(`act.${entry.act}`, { defaultValue: t("act.other") });
  const key = entry.person_name === "" ? "live.changed" : "live.changed_person";
  return t(key, { who: words.actor(entry.by), act, person: entry.person_name });
}

function newest(client: QueryClient, changed: Changed): TimelineEntry | undefined {
  const ids = new Set(changed.people);
  return changed.households
    .flatMap((id) => client.getQueryData<HouseholdView>(["household", id])?.timeline ?? [])
    .filter((entry) => entry.act === changed.act && entry.by.system.id === changed.from)
    .filter((entry) => entry.person_id === null || ids.size === 0 || ids.has(entry.person_id))
    .sort((a, b) => b.at.localeCompare(a.at))[0];
}

function readChanged(data: string): Changed | null {
  try {
    return JSON.parse(data) as Changed;
  } catch {
    return null;
  }
}
