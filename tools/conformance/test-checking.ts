/** A run against the reference server, with three partners of it. */
import { generateSigningKey } from "../../wire/keys.ts";
import { openInbox, type Inbox } from "./inbox.ts";
import { runConformance, type Registered, type Run, type RunOptions } from "./run.ts";
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
        trigger: reference.change,
        ...waits,
        ...change,
      }),
    close: async () => {
      await inbox.close();
      await reference.close();
    },
  };
}
