import type { Check } from "../knock.ts";

/** A system that could not keep what it acknowledges acknowledges nothing (G14); reading goes on. */
export const soundness: Check = ({ door }) =>
  door.hosted.store.soundness.refuses() ? { code: "err.service.unavailable" } : null;
