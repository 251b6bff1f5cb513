/**
 * Questions over the wire, with everything on: token and signature checked, agreement applied,
 * disclosure committed, answer signed. Beside each the honest floor, the bare echo and a canned mock,
 * by the same client with the same bytes, in one process and in two; in turns, so that whatever else
 * the machine does meanwhile falls on all alike.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { nodeProcessFile } from "../../main/children.ts";
import { writeNodeSettings } from "../../main/node-settings.ts";
import type { Store } from "../../store/database.ts";
import {
  answeredPeople,
  isAnswer,
  questionBytes,
  registerAsker,
  type Asker,
  type Question,
} from "./asker.ts";
import { CallLine } from "./call-line.ts";
import { coveredPeople } from "./drain.ts";
import { prepareFloor } from "./floor.ts";
import { figuresOf, type Figures } from "./hammer.ts";
import { startMocks } from "./mock.ts";
import { forkNode, forkServer, type Served } from "./processes.ts";
import { freePorts, type RealSystem } from "./real-system.ts";

const connections = 16;
const turns = 2;
/** One answer in so many is verified by the client; all of them would be its cost, not the node's. */
const verified_every = 200;
/** Questions signed before a turn; when they are used up they are asked again (a read is not stored). */
const signed_max = 20_000;
const floor_row = "019ac0ff-ee00-7000-8000-000000000001";

export const targets = ["measured", "floor", "echo", "mock"] as const;
export type Target = (typeof targets)[number];
/** What one question costs in so many processes; the mock is missing where it could not be had. */
export type ReadFigures = Record<Exclude<Target, "mock">, Figures> & { mock: Figures | null };
export interface ReadsMeasured {
  people: number;
  /** Why there is no mock; empty when there is. */
  mock_problem: string;
  verified: number;
  answers: { question: Question; processes: 1 | 2; figures: ReadFigures }[];
}

export async function measureReads(
  real: RealSystem,
  store: Store,
  asked: readonly Question[],
  seconds: number,
): Promise<ReadsMeasured> {
  const asker = await registerAsker(real);
  const port = Number(new URL(real.urls.sp).port);
  const { uins, answers } = await answeredPeople(asker, store, port, await coveredPeople(store));
  const mocks = await startMocks(real.dataDir, 2).catch((error: unknown) => error as Error);
  const opened: Served[] = mocks instanceof Error ? [] : [...mocks];
  const measured: ReadsMeasured = {
    people: uins.length,
    mock_problem: mocks instanceof Error ? mocks.message : "",
    verified: 0,
    answers: [],
  };
  try {
    const second = await secondNode(real);
    opened.push(second);
    const echoes = [
      await forkServer("echo-process.js", {}),
      await forkServer("echo-process.js", {}),
    ];
    opened.push(...echoes);
    for (const question of asked) {
      const floors = await startFloors(real, asker, answers[question]);
      opened.push(...floors);
      for (const processes of [1, 2] as const) {
        const ports: [Target, number[]][] = [
          ["measured", [port, second.port]],
          ["floor", floors.map((one) => one.port)],
          ["echo", echoes.map((one) => one.port)],
          ["mock", mocks instanceof Error ? [] : mocks.map((one) => one.port)],
        ];
        const run = new Turns(asker, question, uins);
        await run.measure(
          ports.map(([target, all]) => [target, all.slice(0, processes)]),
          seconds,
        );
        measured.verified += run.verified;
        measured.answers.push({ question, processes, figures: run.figures() });
      }
    }
    return measured;
  } finally {
    await Promise.all(opened.map((one) => one.stop()));
  }
}

/**
 * Another process of the same system over the same database. Both run their loops: each takes the
 * leases of feeds from the other and numbers what the other did not, as while a process is replaced.
 */
export async function secondNode(real: RealSystem, args: readonly string[] = []) {
  const settings = real.settings("sp");
  const [port = 0] = await freePorts(1);
  const folder = join(real.dataDir, `second-${port}`);
  await mkdir(folder);
  const file = join(folder, "node.json");
  writeNodeSettings(file, { ...settings, port });
  return forkNode(nodeProcessFile, file, port, args);
}

async function startFloors(real: RealSystem, asker: Asker, answer: string): Promise<Served[]> {
  const { appUrl } = real.settings("sp");
  const { message } = JSON.parse(answer) as { message: object };
  await prepareFloor(appUrl, { id: floor_row, state: JSON.stringify(message) });
  const { jwks, senderId } = asker;
  const told = { appUrl, jwks, senderId, rowId: floor_row };
  return Promise.all([
    forkServer("read-floor-process.js", told),
    forkServer("read-floor-process.js", told),
  ]);
}

/** The same question to each target in turn, again and again. */
class Turns {
  verified = 0;
  readonly #asker: Asker;
  readonly #question: Question;
  readonly #uins: readonly string[];
  readonly #took = new Map<Target, number[]>();
  readonly #elapsed = new Map<Target, number>();

  constructor(asker: Asker, question: Question, uins: readonly string[]) {
    this.#asker = asker;
    this.#question = question;
    this.#uins = uins;
  }

  async measure(ports: readonly [Target, number[]][], seconds: number): Promise<void> {
    const warm_s = Math.min(1, seconds);
    const rates = new Map<Target, number>();
    for (let turn = 0; turn <= turns; turn += 1) {
      for (const [target, all] of ports) {
        if (all.length === 0) continue;
        const length_s = turn === 0 ? warm_s : seconds / turns;
        const wanted = turn === 0 ? connections * 8 : (rates.get(target) ?? 0) * length_s * 1.2;
        const requests = this.#sign(wanted);
        const took: number[] = [];
        const began = performance.now();
        await this.#ask(target, all, requests, length_s, took);
        const elapsed_s = (performance.now() - began) / 1000;
        rates.set(target, took.length / elapsed_s);
        if (turn === 0) continue;
        this.#took.set(target, [...(this.#took.get(target) ?? []), ...took]);
        this.#elapsed.set(target, (this.#elapsed.get(target) ?? 0) + elapsed_s);
      }
    }
  }

  figures(): ReadFigures {
    const of = (target: Target) =>
      figuresOf(this.#took.get(target) ?? [], this.#elapsed.get(target) ?? 0);
    return {
      measured: of("measured"),
      floor: of("floor"),
      echo: of("echo"),
      mock: this.#took.has("mock") ? of("mock") : null,
    };
  }

  #sign(wanted: number): Buffer[] {
    const count = Math.min(Math.max(Math.ceil(wanted), connections), signed_max);
    return Array.from({ length: count }, (_, at) =>
      questionBytes(this.#asker, this.#question, this.#uins[at % this.#uins.length] ?? ""),
    );
  }

  async #ask(
    target: Target,
    ports: readonly number[],
    requests: readonly Buffer[],
    seconds: number,
    took: number[],
  ): Promise<void> {
    const end = performance.now() + seconds * 1000;
    let next = 0;
    const loop = async (port: number) => {
      const line = new CallLine(port);
      try {
        while (performance.now() < end) {
          const request = requests[next % requests.length];
          next += 1;
          if (!request) throw new Error("no questions");
          const check = target === "measured" && next % verified_every === 1;
          const start = performance.now();
          const { status, body } = await line.call(request);
          took.push(performance.now() - start);
          if (status !== 200) throw new Error(`${target} answered ${status}: ${body}`);
          if (check) this.#verify(body);
        }
      } finally {
        line.close();
      }
    };
    const loops = Array.from({ length: connections }, (_, at) => ports[at % ports.length] ?? 0);
    await Promise.all(loops.map(loop));
  }

  #verify(body: string): void {
    if (!isAnswer(this.#asker, this.#question, body)) throw new Error("an answer does not hold");
    this.verified += 1;
  }
}
