import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerTo } from "../http-answer.ts";
import { createGuardedFetch, checkedUrl, ReachRefused } from "./guarded-fetch.ts";
import type { Address } from "./http-exchange.ts";

describe("URLs that are not the partner's", () => {
  const reach = {
    origins: ["https://ess.example.org", "https://keys.example.org:8443"],
    addresses: [],
  };
  const hostile = [
    "http://ess.example.org/",
    "https://ess.example.org:444/",
    "https://ess.example.org./",
    "https://ess.example.org.evil.test/",
    "https://evil.test/ess.example.org",
    "https://ess.example.org@evil.test/",
    "https://user:pass@ess.example.org/",
    "https://user@ess.example.org/",
    "https://evil.test#@ess.example.org/",
    "https://evil.test?@ess.example.org/",
    "https://ess.example.org\\@evil.test/",
    "https:\\\\ess.example.org/",
    "https://ess.example.org /",
    " https://ess.example.org/",
    "https://ess.exa\tmple.org/",
    "https://ess.example.org/a\r\nHost: evil",
    "//ess.example.org/",
    "file:///etc/passwd",
    "ftp://ess.example.org/",
    "gopher://ess.example.org/",
    "data:,x",
    "javascript:alert(1)",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://127.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://localhost/",
    "https://ｅss.example.org.evil.test/",
    "https://ess。evil。test/",
    "https://169.254.169.254/",
    "https://ess.example.org%2eevil.test/",
    "",
    "ess.example.org",
    "https://",
    "https://%/",
  ];
  test.each(hostile)("%s", (url) => {
    expect(() => checkedUrl(url, reach, false)).toThrow(ReachRefused);
  });

  test.each([
    "https://ess.example.org/any/path?x=1",
    "https://ESS.example.org:443/",
    "https://keys.example.org:8443/.well-known/jwks.json",
  ])("%s is the partner's", (url) =>
    expect(checkedUrl(url, reach, false).href).toContain("example.org"),
  );
});

describe("what a name resolves to", () => {
  const reach = { origins: ["https://ess.example.org"], addresses: ["10.1.0.0/16"] };
  const to = (...addresses: string[]) =>
    createGuardedFetch({
      loopback: false,
      timeoutMs: 200,
      resolve: () =>
        Promise.resolve(
          addresses.map((address): Address => ({ address, family: address.includes(":") ? 6 : 4 })),
        ),
    })(reach);
  test.each([
    [["127.0.0.1"]],
    [["169.254.169.254"]],
    [["8.8.8.8", "127.0.0.1"]],
    [["10.1.0.1", "10.2.0.1"]],
    [["::ffff:169.254.169.254"]],
    [["::1"]],
    [[]],
  ])("%j is refused before a connection is made", async (addresses) => {
    await expect(to(...addresses)("https://ess.example.org/")).rejects.toThrow(ReachRefused);
  });

  test("a refusal is told as such, and quotes no address", async () => {
    const answer = await answerTo({
      url: "https://ess.example.org/",
      headers: {},
      body: "{}",
      timeoutMs: 1000,
      bytes_max: 100,
      fetch: to("169.254.169.254"),
    });
    expect(answer).toEqual({ kind: "not_sent", reason: "address is not allowed" });
  });

  test("malformed ranges close the way instead of opening it", async () => {
    const fetch = createGuardedFetch({ loopback: false })({ ...reach, addresses: ["10.0.0.0/99"] });
    await expect(fetch("https://ess.example.org/")).rejects.toThrow(ReachRefused);
  });
});

describe("on a real server", () => {
  let server: Server;
  let origin = "";
  let connections = 0;
  const seen: { url: string; host: string; body: string }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { url = "", headers } = request;
        seen.push({ url, host: headers.host ?? "", body: Buffer.concat(chunks).toString() });
        if (url === "/moved") return response.writeHead(302, { location: "/secret" }).end();
        if (url === "/large") return response.end("x".repeat(5000));
        if (url === "/never") return undefined;
        if (url === "/drip") return response.write("x");
        if (url === "/cut")
          return response
            .writeHead(200, { "content-length": "9" })
            .write("x", () => response.destroy());
        if (url === "/none") return response.writeHead(204).end();
        return response.writeHead(200, { "retry-after": "7" }).end('{"ok":true}');
      });
    });
    server.on("connection", () => (connections += 1));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://partner.test:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });

  function guarded(resolve: () => Promise<Address[]> = here) {
    const made = createGuardedFetch({ loopback: true, resolve, bytes_max: 1000, timeoutMs: 300 });
    return made({ origins: [origin], addresses: [] });
  }
  const here = () => Promise.resolve<Address[]>([{ address: "127.0.0.1", family: 4 }]);

  test("the request goes to the checked address under the partner's name, on one connection", async () => {
    const fetch = guarded();
    const before = connections;
    for (let count = 0; count < 5; count++) {
      const answer = await fetch(`${origin}/a?b=1`, {
        method: "POST",
        body: "{}",
        redirect: "manual",
      });
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([200, "7"]);
      expect(await answer.json()).toEqual({ ok: true });
    }
    expect(connections - before).toBe(1);
    expect(seen.at(-1)).toEqual({ url: "/a?b=1", host: new URL(origin).host, body: "{}" });
  });

  test("a name that changes its mind after the check changes nothing", async () => {
    const answers: Address[][] = [
      [{ address: "127.0.0.1", family: 4 }],
      [{ address: "169.254.169.254", family: 4 }],
    ];
    let asked = 0;
    const fetch = guarded(() => Promise.resolve(answers[asked++] ?? []));
    expect((await fetch(`${origin}/`)).status).toBe(200);
    expect(asked).toBe(1);
  });

  test("a redirect is not followed", async () => {
    const fetch = guarded();
    const before = seen.length;
    expect((await fetch(`${origin}/moved`, { redirect: "manual" })).status).toBe(302);
    await expect(fetch(`${origin}/moved`, { redirect: "error" })).rejects.toThrow(TypeError);
    expect(seen.slice(before).map(({ url }) => url)).toEqual(["/moved", "/moved"]);
  });

  test("answers are bounded in size and time, and a cut one is no answer", async () => {
    const fetch = guarded();
    await expect(fetch(`${origin}/large`)).rejects.toMatchObject({
      code: "UND_ERR_RES_EXCEEDED_MAX_SIZE",
    });
    for (const path of ["/never", "/drip"]) {
      await expect(fetch(`${origin}${path}`)).rejects.toMatchObject({ name: "TimeoutError" });
    }
    await expect(fetch(`${origin}/cut`)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect((await fetch(`${origin}/none`)).body).toBeNull();
    const aborted = fetch(`${origin}/never`, { signal: AbortSignal.timeout(10) });
    await expect(aborted).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("the caller's headers cannot name another host", async () => {
    const fetch = guarded();
    await fetch(`${origin}/`, { headers: { host: "evil.test", "content-length": "3" } });
    expect(seen.at(-1)?.host).toBe(new URL(origin).host);
  });

  test("nobody there is told as the system tells it", async () => {
    const fetch = createGuardedFetch({ loopback: true })({
      origins: ["http://127.0.0.1:1"],
      addresses: [],
    });
    await expect(fetch("http://127.0.0.1:1/")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
