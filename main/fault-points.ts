import { writeNodeSettings, type NamedFault, type NodeSettings } from "./node-settings.ts";

let armed: NamedFault | null = null;

/**
 * Named moments at which a crash test ends the process, as `kill -9` would. Armed only by the node's
 * settings file and only in the demo, never by a request. The file is disarmed first, so the
 * restarted process lives on.
 */
export function armFault(file: string, settings: NodeSettings): void {
  const { fault, ...disarmed } = settings;
  if (fault === undefined) return;
  writeNodeSettings(file, disarmed);
  armed = settings.demo ? fault : null;
}

export function faultPoint(point: NamedFault): void {
  if (armed === point) process.kill(process.pid, "SIGKILL");
}
