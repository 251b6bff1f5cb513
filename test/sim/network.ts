/** The network between simulated systems: late, doubled, cut, lost, garbled and lied to, by the dice. */
import type { Dice } from "./dice.ts";
import type { Scheduler } from "./scheduler.ts";

/** A request as it stands on the wire. */
export interface Request {
  from: string;
  to: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}
export interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
}
/** Takes a request in, if it is up. Null: it went down before it could answer. */
export type Server = (request: Request, answer: (answer: Answer | null) => void) => boolean;

/** How often a request meets each fault, as shares. */
export interface Weather {
  lost_before: number;
  answer_lost: number;
  doubled: number;
  late: number;
  garbage: number;
  refused: number;
}
export const fair: Weather = {
  lost_before: 0,
  answer_lost: 0,
  doubled: 0,
  late: 0,
  garbage: 0,
  refused: 0,
};

const timeout_ms = 10_000;
const near_ms = 30;
const late_ms_max = 15_000;
const doubled_ms_max = 600_000;

type Give = (give: () => Response) => void;

export class Network {
  weather: Weather = fair;
  readonly counts: Record<string, number> = {};
  /** Links that carry nothing, `from>to`. */
  readonly cut = new Set<string>();
  /** Links that are cut without anybody being told: requests time out. */
  readonly black = new Set<string>();
  readonly #servers = new Map<string, Server>();
  readonly #scheduler: Scheduler;
  readonly #dice: Dice;

  constructor(scheduler: Scheduler, dice: Dice) {
    this.#scheduler = scheduler;
    this.#dice = dice;
  }

  serve(name: string, server: Server): void {
    this.#servers.set(name, server);
  }

  /** Sends and answers later, as a fetch would. */
  send(request: Request): Promise<Response> {
    return this.#scheduler.wait((give) => this.#send(request, once(give)));
  }

  #send(request: Request, give: Give): void {
    const { from, to } = request;
    const link = `${from}>${to}`;
    const shown = `${short(from)}>${short(to)}`;
    const timeOut = () => give(() => fail("TimeoutError", "late"));
    this.#scheduler.after(timeout_ms, "", timeOut);
    if (this.black.has(link)) return this.#count("blackhole");
    if (this.cut.has(link)) return this.#refuse(give, "cut");
    if (this.#dice.chance(this.weather.lost_before)) return this.#count("lost_before");
    if (this.#dice.chance(this.weather.refused)) return this.#say(give, this.#refusal());
    const isLate = this.#dice.chance(this.weather.late);
    if (isLate) this.#count("late");
    const delay = this.#dice.below(isLate ? late_ms_max : near_ms);
    this.#scheduler.after(delay, `${shown} arrives`, () => this.#deliver(request, give));
    while (this.#dice.chance(this.weather.doubled)) {
      this.#count("doubled");
      const again = this.#dice.chance(0.5) ? near_ms : doubled_ms_max;
      this.#scheduler.after(this.#dice.below(again), `${shown} arrives again`, () =>
        this.#deliver(request, () => undefined),
      );
    }
  }

  #deliver(request: Request, give: Give): void {
    const server = this.#servers.get(request.to);
    const isUp = server?.(request, (answer) => this.#back(request, answer, give)) ?? false;
    if (!isUp) this.#refuse(give, "down");
  }

  #back({ from, to }: Request, answer: Answer | null, give: Give): void {
    const back = `${to}>${from}`;
    const shown = `${short(to)}>${short(from)}`;
    const isLost = this.#dice.chance(this.weather.answer_lost);
    if (!answer || isLost || this.cut.has(back) || this.black.has(back)) {
      this.#count(answer ? "answer_lost" : "killed_answering");
      if (this.#dice.chance(0.5)) {
        this.#scheduler.after(this.#dice.below(near_ms), `${shown} reset`, () =>
          give(() => fail("ECONNRESET", "reset")),
        );
      }
      return;
    }
    if (this.#dice.chance(this.weather.garbage)) return this.#say(give, this.#garbage(answer));
    const delay = this.#dice.below(near_ms);
    this.#scheduler.after(delay, `${shown} answers ${answer.status}`, () =>
      give(() => responseOf(answer)),
    );
  }

  #refuse(give: Give, why: string): void {
    this.#count(`no_connection_${why}`);
    this.#scheduler.after(this.#dice.below(near_ms), "", () =>
      give(() => fail("ECONNREFUSED", why)),
    );
  }

  #say(give: Give, answer: Answer): void {
    this.#scheduler.after(this.#dice.below(near_ms), "", () => give(() => responseOf(answer)));
  }

  /** Turned away before anything was read. */
  #refusal(): Answer {
    const status = this.#dice.one([429, 502, 503, 301]);
    this.#count(`refused_${status}`);
    const wait = String(this.#dice.below(120));
    return { status, body: "", headers: { "retry-after": wait, location: "http://localhost/" } };
  }

  /** The peer took it in, but what comes back says something else. */
  #garbage(answer: Answer): Answer {
    this.#count("garbage");
    const half = answer.body.slice(0, Math.floor(answer.body.length / 2));
    const body = this.#dice.one([half, "<html>", "", '{"message":{"ack_status":"PERHAPS"}}']);
    return { status: this.#dice.one([200, 500]), body, headers: {} };
  }

  #count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}

/** A system's name without the number of the seed's run: traces of one seed are the same. */
export function short(id: string): string {
  return id.replace(/w\d+$/, "");
}

function responseOf({ status, body, headers }: Answer): Response {
  return new Response(body, { status, headers });
}

function fail(code: string, message: string): never {
  const error = Object.assign(new Error(message), { code });
  if (code === "TimeoutError") error.name = code;
  throw error;
}

/** Only the first answer counts. */
function once(give: Give): Give {
  let given = false;
  return (answer) => {
    if (given) return;
    given = true;
    give(answer);
  };
}
