import { isExampleName } from "../../wire/addresses.ts";
import type { Knock } from "./knock.ts";

/**
 * A partner on trial: profile `test`, at a node that listens on loopback only, calling from
 * loopback. It may be as sloppy as the published samples are (STANDARDS.md, Partners on trial), so
 * that a test tool can be pointed at a node before it can sign. Never so for anybody else.
 */
export function isOnTrial({ partner, fromLoopback, door }: Knock): boolean {
  return partner?.profile === "test" && fromLoopback && door.node.loopback;
}

/** A name of the samples (`spmis.example.org`) that no registered system bears. */
export function isSampleName({ door }: Knock, id: string): boolean {
  return isExampleName(id) && !door.hosted.titles.has(id);
}
