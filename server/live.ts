import type { ServerResponse } from "node:http";
import { eventsAfter, liveMarks, type LiveEvent } from "../store/reading/live.ts";
import type { Hosted, Log } from "./hosting.ts";

const gather_ms = 30;
const poll_ms = 500;
const sync_every_ms = 2_000;
const comment_every_ms = 20_000;
const events_read_max = 700;
/** Positions become visible out of order; so far back is looked again each time. */
const look_back = 200;
const unsent_bytes_max = 256 * 1024;
const messages_max = 50;

export interface Viewer {
  session: string;
  living(): Promise<boolean>;
}

/** Tells the open screens of one hosted system what changed, by ids only. */
export interface Live {
  /** Something that is no record: open screens ask again for it. */
  tell(event: "presence"): void;
  open(stream: ServerResponse, viewer: Viewer): void;
  /** Ends the streams of a session that ended. */
  end(session: string): void;
  count(): number;
  close(): void;
}

/** `state` gives what GET /sync would answer, to tell when it changed. */
export function createLive(
  hosted: Hosted,
  { state, log }: { state: () => Promise<unknown>; log: Log },
): Live {
  const streams = new Map<ServerResponse, Viewer>();
  const send = (text: string) => {
    for (const stream of streams.keys()) {
      // A screen that does not read is let go; it comes back and asks for everything.
      if (stream.writableLength > unsent_bytes_max) stream.destroy();
      else stream.write(text);
    }
  };
  const news = createNews(hosted, state, send);
  let timers: NodeJS.Timeout[] = [];
  let gathering: NodeJS.Timeout | null = null;
  let chain: Promise<unknown> = Promise.resolve();
  const run = (work: () => Promise<unknown>) => {
    chain = chain.then(work).catch((error: unknown) => {
      const { code } = error as { code?: string };
      log.warn({ code, system: hosted.store.system.id }, "open screens could not be told");
    });
  };
  const look = () => {
    gathering ??= setTimeout(() => {
      gathering = null;
      if (streams.size > 0) run(() => news.changes());
    }, gather_ms);
  };
  const comment = async () => {
    for (const [stream, viewer] of streams) {
      if (await viewer.living()) stream.write(": \n\n");
      else stream.end();
    }
  };
  const start = () => {
    run(() => news.start());
    timers = [
      setInterval(look, poll_ms),
      setInterval(() => run(news.sync), sync_every_ms),
      setInterval(() => run(comment), comment_every_ms),
    ];
  };
  const stop = () => {
    for (const timer of timers) clearInterval(timer);
    timers = [];
  };
  const deaf = hosted.store.onCommit(() => {
    if (streams.size > 0) look();
  });
  return {
    tell: (event) => send(`event: ${event}\ndata: {}\n\n`),
    open(stream, viewer) {
      if (streams.size === 0) start();
      streams.set(stream, viewer);
      stream.on("error", () => undefined);
      stream.on("close", () => {
        if (streams.delete(stream) && streams.size === 0) stop();
      });
      // It is open once all that follows will be told: screens ask again when it opens.
      run(async () => stream.write("retry: 2000\n\n"));
    },
    end(session) {
      for (const [stream, viewer] of streams) if (viewer.session === session) stream.end();
    },
    count: () => streams.size,
    close() {
      deaf();
      stop();
      if (gathering) clearTimeout(gathering);
      for (const stream of streams.keys()) stream.end();
    },
  };
}

/** Remembers how far was told, and tells what is new since. */
function createNews(hosted: Hosted, state: () => Promise<unknown>, send: (text: string) => void) {
  const { store } = hosted;
  let last = 0;
  let told = new Set<number>();
  let marks = "";
  let synced = "";
  let ready = false;
  const readOn = async () => {
    const fresh: LiveEvent[] = [];
    for (;;) {
      const rows = await eventsAfter(store, Math.max(0, last - look_back), events_read_max);
      fresh.push(...rows.filter((row) => !told.has(row.pos)));
      for (const row of rows) told.add(row.pos);
      last = Math.max(last, rows.at(-1)?.pos ?? 0);
      told = new Set([...told].filter((pos) => pos > last - look_back));
      if (rows.length < events_read_max) return fresh;
    }
  };
  const sync = async () => {
    const now = JSON.stringify(await state());
    if (now !== synced) send(`event: sync\nid: ${last}\ndata: {}\n\n`);
    synced = now;
  };
  return {
    sync,
    async start() {
      ready = false;
      const now = await liveMarks(store);
      [last, marks, told] = [now.last, now.waiting, new Set()];
      // What is already there is no news.
      await readOn();
      synced = JSON.stringify(await state());
      ready = true;
    },
    async changes() {
      // The database did not answer at the start: from here on, and not from the beginning of time.
      if (!ready) return this.start();
      const fresh = await readOn();
      for (const message of messagesOf(fresh)) send(`id: ${last}\n${message}`);
      const now = await liveMarks(store);
      const due = fresh.length > 0 || now.waiting !== marks;
      marks = now.waiting;
      if (due) send(`event: today\nid: ${last}\ndata: {}\n\n`);
      if (fresh.length > 0) await sync();
    },
  };
}

/** One message per deed and household; many at once (a catch-up) are told together. */
function messagesOf(events: readonly LiveEvent[]): string[] {
  const groups = new Map<string, LiveEvent[]>();
  for (const event of events) {
    const place = events.length > messages_max ? "" : `${event.household} ${event.at.getTime()}`;
    const name = `${event.origin} ${event.act} ${place}`;
    groups.set(name, [...(groups.get(name) ?? []), event]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const ids = (of: (event: LiveEvent) => string | null) => [
      ...new Set(group.flatMap((event) => of(event) ?? [])),
    ];
    const data = {
      households: ids((event) => event.household),
      people: ids((event) => event.subject),
      from: first.origin,
      act: first.act,
      at: first.at.toISOString(),
    };
    return [`event: changed\ndata: ${JSON.stringify(data)}\n\n`];
  });
}
