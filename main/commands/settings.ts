import { readOwnConfig, type Config, type ConfigOptions, type Secrets } from "../config.ts";
import { CannotGoOn } from "../exit-codes.ts";

/** The settings of a command. @throws CannotGoOn with everything wrong in them. */
export function requireConfig(options: ConfigOptions = {}): { config: Config; secrets: Secrets } {
  const reading = readOwnConfig(options);
  if (!reading.ok) throw new CannotGoOn(...reading.problems);
  return reading;
}
