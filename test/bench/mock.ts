/**
 * A canned mock, made of our own OpenAPI description: every operation answers with the example of its
 * response, whatever is asked. Served by `@mockoon/cli`, which npx fetches (209 packages, 99 MB): it
 * is not among our dependencies. Templating is off: the text is fixed, so this is Mockoon at its fastest.
 */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openApiDocument } from "../../wire/openapi.ts";
import { freePorts } from "./real-system.ts";
import { runServer, type Served } from "./processes.ts";

const mock_package = "@mockoon/cli@9.6.1";

/** So many mocks, each a process. @throws with the reason when Mockoon cannot be fetched or started. */
export async function startMocks(folder: string, count: number): Promise<Served[]> {
  const file = join(folder, "mock.json");
  await writeFile(file, JSON.stringify(mockEnvironment()));
  const started: Served[] = [];
  try {
    for (const port of await freePorts(count)) {
      const options = ["--port", String(port), "--disable-log-to-file", "--disable-admin-api"];
      const args = ["--yes", mock_package, "start", "--data", file, ...options];
      started.push(await runServer("npx", args, port));
    }
    return started;
  } catch (error) {
    for (const one of started) await one.stop();
    throw error;
  }
}

/** Our description as Mockoon has it. */
export function mockEnvironment(): object {
  const document: { paths?: unknown } = openApiDocument({ kind: "sp" });
  const paths = document.paths as Record<string, Described>;
  const routes = Object.entries(paths).flatMap(([path, { post }]) => {
    const example = post?.responses["200"]?.content?.["application/json"]?.example;
    return example === undefined ? [] : [route(path.slice(1), JSON.stringify(example))];
  });
  return {
    uuid: randomUUID(),
    lastMigration: 33,
    name: "Tandem, canned",
    port: 0,
    hostname: "127.0.0.1",
    endpointPrefix: "",
    latency: 0,
    folders: [],
    routes,
    rootChildren: routes.map(({ uuid }) => ({ type: "route", uuid })),
    proxyMode: false,
    proxyHost: "",
    proxyRemovePrefix: false,
    tlsOptions: { enabled: false },
    cors: false,
    headers: [],
    proxyReqHeaders: [],
    proxyResHeaders: [],
    data: [],
    callbacks: [],
  };
}

interface Described {
  post?: { responses: Record<string, { content?: Record<string, { example?: unknown }> }> };
}

function route(endpoint: string, body: string) {
  return {
    uuid: randomUUID(),
    type: "http",
    documentation: "",
    method: "post",
    endpoint,
    responses: [
      {
        uuid: randomUUID(),
        body,
        latency: 0,
        statusCode: 200,
        label: "",
        headers: [{ key: "Content-Type", value: "application/json" }],
        bodyType: "INLINE",
        filePath: "",
        databucketID: "",
        sendFileAsBody: false,
        rules: [],
        rulesOperator: "OR",
        disableTemplating: true,
        fallbackTo404: false,
        default: true,
        crudKey: "id",
        callbacks: [],
      },
    ],
    responseMode: null,
    streamingMode: null,
    streamingInterval: 0,
  };
}
