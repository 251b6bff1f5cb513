/** A run against the reference server, with three partners of it. */
import { generateSigningKey } from "../../wire/keys.ts";
import { tokenForm } from "./caller.ts";
import { openInbox, type Inbox } from "./inbox.ts";
import { runConformance, type Registered, type Run, type RunOptions } from "./run.ts";
import { textOf } from "./reading.ts";
import { openProxy, type SeededFault } from "./test-faults.ts";
import { openReference, type Reference } from "./test-reference.ts";

export interface Rig {
  reference: Reference;
  inbox: Inbox;
  self: Required<Registered>;
  other: Required<Registered>;
  run(change?: Partial<RunOptions>): Promise<Run>;
  close(): Promise<void>;
}

/** What a run on this machine needs to wait: nothing here takes longer. */
const waits = { timeoutMs: 5_000, waitMs: 700, quietMs: 200 };

export async function openRig(system: "ess" | "sp" = "ess", origin?: string): Promise<Rig> {
  const reference = await openReference(system);
  const inbox = await openInbox({
    host: "127.0.0.1",
    port: 0,
    ...(origin === undefined ? {} : { origin }),
  });
  const register = (id: string, agreed: boolean): Required<Registered> => {
    const key = generateSigningKey();
    reference.partners.set(id, {
      id,
      secret: `secret-of-${id}`,
      key,
      origin: inbox.origin,
      agreed,
    });
    return { senderId: id, key, credentials: { clientId: id, clientSecret: `secret-of-${id}` } };
  };
  const self = register("self.example", true);
  const other = register("other.example", true);
  const outsider = register("outsider.example", false);
  return {
    reference,
    inbox,
    self,
    other,
    run: (change = {}) =>
      runConformance({
        baseUrl: reference.baseUrl,
        system,
        receiverId: reference.id,
        self,
        other,
        outsider,
        inbox,
        identifier: { type: "UIN", value: "80000000003" },
        trigger: () => reference.change(),
        ...waits,
        ...change,
      }),
    close: async () => {
      await inbox.close();
      await reference.close();
    },
  };
}

/** The same behind a proxy that makes the server wrong in one way. */
export async function openFaultyRig(fault: SeededFault): Promise<Rig> {
  let rig: Rig | undefined;
  const proxy = await openProxy({
    fault,
    server: () => {
      if (!rig) throw new TypeError("no server yet");
      const { baseUrl, id, key } = rig.reference;
      return { baseUrl, id, key };
    },
    self: () => {
      if (!rig) throw new TypeError("no partner yet");
      return { id: rig.self.senderId, key: rig.self.key };
    },
    tokenOf: () => tokenOf(rig),
  });
  const right = await openRig("ess", proxy.callbackOrigin);
  rig = right;
  proxy.deliverTo(right.inbox.heardAt);
  return {
    ...right,
    run: (change = {}) => right.run({ ...change, baseUrl: proxy.baseUrl }),
    close: async () => {
      await proxy.close();
      await right.close();
    },
  };
}

async function tokenOf(rig: Rig | undefined): Promise<string> {
  if (!rig || !("clientId" in rig.self.credentials)) return "";
  const { clientId, clientSecret } = rig.self.credentials;
  const body = tokenForm(clientId, clientSecret);
  const answer = await fetch(`${rig.reference.baseUrl}/oauth2/client/token`, {
    method: "POST",
    body,
  });
  return textOf(await answer.json(), "access_token");
}
