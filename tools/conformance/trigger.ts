/** How a run makes something happen at the server: a command of the user's, or our staff API's demo. */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { jsonOf, listOf, textOf } from "./reading.ts";

const command_wait_ms = 60_000;
const people_max = 5;

/** Runs the command the user gave; its exit code must be 0. */
export function commandTrigger(command: string): () => Promise<string> {
  return () =>
    new Promise((resolve, reject) => {
      const child = spawn(command, { shell: true, stdio: "ignore", timeout: command_wait_ms });
      child.once("error", reject);
      child.once("exit", (code) =>
        code === 0 ? resolve(command) : reject(new Error(`the trigger ended with ${code}`)),
      );
    });
}

/**
 * A worker of the demo: at social protection a new household (somebody who may be offered work
 * support), then a new phone number; at employment support a new phone number of several people.
 */
export function staffTrigger(
  staffUrl: string,
  persona: string,
  system: "ess" | "sp",
): () => Promise<string> {
  const api = `${staffUrl.replace(/\/$/, "")}/api/v1`;
  return async () => {
    const cookie = await signIn(api, persona);
    const call = (path: string, body: unknown) => post(`${api}${path}`, body, cookie);
    const people = system === "sp" ? [await register(call)] : await ourPeople(call);
    for (const id of people) {
      const phone = `+999 ${randomInt(100, 999)} ${randomInt(100_000, 999_999)}`;
      await call(`/records/${id}/edit`, { changes: { phone_number: phone } });
    }
    return `${persona} changed the phone number of ${people.length} at ${staffUrl}.`;
  };
}

type Call = (path: string, body: unknown) => Promise<unknown>;

async function register(call: Call): Promise<string> {
  const member = {
    name: { given_name: "Conformance", surname: `Check ${randomInt(1_000, 9_999)}` },
    sex: "female",
    birth_date: "1991-05-04",
    relationship: "SELF",
    main_contact: true,
    identifiers: [{ type: "UIN", value: String(randomInt(10_000_000_000, 99_999_999_999)) }],
    in_full_time_education: false,
    employment_status: "not_employed",
  };
  const household = { locality: "Salt Quay", region: "Port Marov", members: [member] };
  const registered = await call("/households", household);
  return textOf(listOf(registered, "members")[0], "person_id");
}

/** People whose record began here: of others this office has little of its own to tell. */
async function ourPeople(call: Call): Promise<string[]> {
  const ours: string[] = [];
  let after: string | undefined;
  do {
    const page = await call("/people/list", {
      view: "all",
      limit: 200,
      ...(after === undefined ? {} : { after }),
    });
    const here = listOf(page, "items").filter((item) => textOf(item, "origin", "kind") === "ess");
    ours.push(...here.map((item) => textOf(item, "id")));
    after = textOf(page, "next") || undefined;
  } while (after !== undefined && ours.length < people_max);
  return ours.slice(0, people_max);
}

async function signIn(api: string, persona: string): Promise<string> {
  const response = await fetch(`${api}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ persona }),
  });
  const cookie = response.headers.get("set-cookie")?.split(";")[0];
  if (!response.ok || !cookie) throw new Error(`${persona} cannot sign in at ${api}`);
  return cookie;
}

async function post(url: string, body: unknown, cookie: string): Promise<unknown> {
  const headers = { "content-type": "application/json", cookie };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} was answered ${response.status}`);
  return jsonOf(await response.text());
}
