/** The staff API of one office as a worker of the demo calls it. */
export interface Caller {
  call: <T>(method: "GET" | "POST", to: string, body?: object) => Promise<T>;
  /** People of exactly this name: a name is not one person. */
  peopleOf: (name: string) => Promise<string[]>;
  /** The first of them. */
  personOf: (name: string) => Promise<string | undefined>;
}

/** Signs in as a persona of the demo; the office must run on this machine. */
export async function openCaller(
  base: string,
  persona: string,
  signal: AbortSignal,
): Promise<Caller> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  const call = async <T>(method: "GET" | "POST", to: string, body?: object): Promise<T> => {
    const sent = body ? { body: JSON.stringify(body) } : {};
    const answer = await fetch(`${base}/api/v1${to}`, { method, headers, signal, ...sent });
    if (!answer.ok) throw new Error(`${method} ${to.split("/")[1]} was answered ${answer.status}`);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0];
    if (cookie) headers["cookie"] = cookie;
    return (await answer.json()) as T;
  };
  await call("POST", "/session", { persona });
  const peopleOf = async (name: string) => {
    const found = await call<{ items: { id: string; name: string }[] }>("POST", "/search", {
      q: name,
    });
    return found.items.filter((one) => one.name === name).map(({ id }) => id);
  };
  return { call, peopleOf, personOf: async (name) => (await peopleOf(name))[0] };
}
