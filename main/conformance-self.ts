/** `dci conformance --self`: our own running systems, as a partner that is registered for the run. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openInbox, type Inbox } from "../tools/conformance/inbox.ts";
import {
  runConformance,
  type Registered,
  type Run,
  type RunOptions,
} from "../tools/conformance/run.ts";
import { staffTrigger } from "../tools/conformance/trigger.ts";
import {
  agreementsWith,
  endPartner,
  partnerById,
  putAgreement,
  putPartner,
} from "../store/partners.ts";
import { generateSigningKey } from "../wire/keys.ts";
import { addPartner } from "./new-partner.ts";
import type { SystemKind } from "./node-settings.ts";
import { plainAgreements } from "./partner-agreements.ts";
import { withRunningSystem, type RunningSystem } from "./running-system.ts";

type Settings = Omit<RunOptions, "baseUrl" | "system" | "receiverId" | "self" | "inbox">;

/** Who makes things happen in the demo. */
const workers: Record<SystemKind, string> = { sp: "leila", ess: "marc" };

/** Runs the clauses against one running system. @throws CannotGoOn when it does not run. */
export async function checkOurselves(
  dataDir: string,
  kind: SystemKind,
  settings: Settings,
): Promise<Run> {
  return withRunningSystem(dataDir, kind, async (running) => {
    const inbox = await openInbox({ host: "127.0.0.1", port: 0 });
    const name = `conformance-${randomBytes(4).toString("hex")}.example`;
    const ids = { self: name, other: `other.${name}`, outsider: `outsider.${name}` };
    try {
      const { baseUrl } = running.system;
      return await runConformance({
        ...settings,
        prefix: running.node.registryPath,
        baseUrl,
        system: kind,
        receiverId: running.system.id,
        inbox,
        self: await register(running, inbox, "", ids.self, "active"),
        other: await register(running, inbox, "/other", ids.other, "active"),
        outsider: await register(running, inbox, "/outsider", ids.outsider, "draft"),
        trigger: staffTrigger(new URL(baseUrl).origin, workers[kind], kind),
      });
    } finally {
      for (const id of Object.values(ids)) await retire(running, id);
      await inbox.close();
    }
  });
}

async function register(
  running: RunningSystem,
  inbox: Inbox,
  path: string,
  senderId: string,
  status: "active" | "draft",
): Promise<Registered> {
  const key = generateSigningKey();
  inbox.publish(path, key);
  const { id, kind } = running.system;
  const partner = { id: senderId, kind: kind === "sp" ? ("ess" as const) : ("sp" as const) };
  const agreements = plainAgreements({ id, kind }, partner, new Date().toISOString());
  const folder = await mkdtemp(join(tmpdir(), "tandem-conformance-"));
  try {
    const agreement = join(folder, "agreements.json");
    await writeFile(agreement, JSON.stringify(agreements.map((one) => ({ ...one, status }))));
    const { token } = await addPartner(running, senderId, {
      origin: inbox.origin,
      profile: "standard",
      jwks: `${inbox.origin}${path}/.well-known/jwks.json`,
      agreement,
      title: "Conformance check",
      tokenOut: randomBytes(32).toString("base64url"),
    });
    return { senderId, key, credentials: { clientId: senderId, clientSecret: token } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its token counts no more, and its agreements are over: nothing leaves for it. */
async function retire({ store }: RunningSystem, id: string): Promise<void> {
  const partner = await partnerById(store, id);
  if (!partner) return;
  const token_hash = createHash("sha256").update(randomBytes(32)).digest("hex");
  await putPartner(store, { ...partner, token_hash });
  await endPartner(store, id);
  for (const agreement of await agreementsWith(store, id)) {
    await putAgreement(store, { ...agreement, status: "expired" }, id);
  }
}
