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

/**
 * A name of the samples that no other registered system bears: under a domain that stands for nobody
 * (`spmis.example.org`), or a bare word (`SP-System`, `crvs`).
 */
export function isSampleName({ door, partner }: Knock, id: string): boolean {
  const sampled = isExampleName(id) || /^[A-Za-z-]{1,20}$/.test(id);
  return sampled && (id === partner?.id || !door.hosted.titles.has(id));
}

/** Ids that the published samples and mocks use for many messages at once: they identify nothing. */
const sampleMessageIds = new Set(["123", "789", "0c96614c-7255-4774-b109-cd53ee851769"]);

/**
 * Under which id a message of a partner on trial counts: per operation, and with its content where
 * the id is one of the samples'.
 */
export function trialReceiptId({ operation, digest }: Knock, messageId: string): string {
  const named = `${operation} ${messageId}`;
  return sampleMessageIds.has(messageId) ? `${named} ${digest ?? ""}` : named;
}

/** The samples leave counts empty, `"completed_count": ""`: the same as leaving them out. */
export function withoutBlankCounts(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("header" in value)) return value;
  const { header } = value;
  if (typeof header !== "object" || header === null) return value;
  const kept = Object.entries(header).filter(
    ([name, count]) => count !== "" || !blankable.has(name),
  );
  return { ...value, header: Object.fromEntries(kept) };
}
const blankable = new Set(["total_count", "completed_count"]);
