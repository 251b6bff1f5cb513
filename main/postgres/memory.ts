import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** What a server remembers beside its data folder: its port and the passwords of its roles. */
export type Memory = {
  port: number;
  admin_password: string;
  owner_password: string;
  app_password: string;
};

/** Reads what is remembered; makes new passwords where there is no database yet. */
export async function recall(dir: string): Promise<Memory> {
  const file = join(dir, "server.json");
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as Memory;
  if (existsSync(join(dir, "data"))) {
    throw new Error(`${dir} holds a database, but server.json with its passwords is gone`);
  }
  const memory: Memory = {
    port: 0,
    admin_password: newPassword(),
    owner_password: newPassword(),
    app_password: newPassword(),
  };
  await remember(dir, memory);
  return memory;
}

/** Writes it for us alone, whole or not at all. */
export async function remember(dir: string, memory: Memory): Promise<void> {
  const file = join(dir, "server.json");
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(memory, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

function newPassword(): string {
  return randomBytes(24).toString("base64url");
}
