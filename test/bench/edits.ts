/** Worker edits through the staff API of a real node, durable, over keep-alive connections. */
import { Agent, request } from "node:http";
import type { Store } from "../../store/database.ts";
import { editFloor, readSamples } from "./floor.ts";
import { hammer, type Figures } from "./hammer.ts";
import { signIn, type RealSystem } from "./real-system.ts";

const connections = 16;

export interface Compared {
  measured: Figures;
  floor: Figures;
  ratio: number;
}

/** Each edit sets a field that no search reads, of one of many people. */
export async function measureEdits(
  real: RealSystem,
  store: Store,
  people: readonly string[],
  seconds: number,
): Promise<Compared> {
  const cookie = await signIn(real, "sp");
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let count = 0;
  const edit = async () => {
    count += 1;
    const url = `${real.urls.sp}/api/v1/records/${people[count % people.length]}/edit`;
    await post(agent, url, cookie, JSON.stringify({ changes: { care_hours: `kin ${count}` } }));
  };
  await hammer(connections, Math.min(1, seconds), edit);
  const measured = await hammer(connections, seconds, edit);
  agent.destroy();
  const samples = await readSamples(store, people);
  const { appUrl } = real.settings("sp");
  await editFloor(appUrl, samples, connections, Math.min(1, seconds));
  const floor = await editFloor(appUrl, samples, connections, seconds);
  return { measured, floor, ratio: measured.per_second / floor.per_second };
}

export function post(agent: Agent, url: string, cookie: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { cookie, "content-type": "application/json", "content-length": body.length };
    const sent = request(url, { agent, method: "POST", headers }, (answer) => {
      answer.resume().once("end", () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`an edit answered ${answer.statusCode}`));
      });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
