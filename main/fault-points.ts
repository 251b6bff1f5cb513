import type { FaultPoint } from "../delivery/drain.ts";

let armed: string | null = null;

/**
 * Named moments at which a crash test ends the process, as `kill -9` would. Armed only by the
 * node's settings file, never by a request; a node in production has none.
 */
export function armFault(point: string | undefined): void {
  armed = point ?? null;
}

export function faultPoint(point: FaultPoint): void {
  if (armed === point) process.kill(process.pid, "SIGKILL");
}
