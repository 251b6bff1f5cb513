/** What the public works programme's system is told at its start; a file of its own, 0600. */
import { readFileSync } from "node:fs";

/** A system that is no Tandem: it knows the standard and STANDARDS.md, and nothing else of its partner. */
export interface WorksSettings {
  id: string;
  title: string;
  host: string;
  port: number;
  /** The social protection registry: its sender id, where its operations stand, and its keys. */
  registry: { id: string; url: string; keys_url: string; token: string };
  /** SHA-256 (hex) of the token the registry shows us. */
  token_hash: string;
  /** Our Ed25519 key as a private JWK with its `kid`. */
  key: { kty: "OKP"; crv: "Ed25519"; x: string; d: string; kid: string };
  /** Where the ledger of the programme is kept. */
  ledger_file: string;
  project: Project;
}

/** A works project, as the community hears of it. */
export interface Project {
  id: string;
  name: string;
  region: string;
  places: number;
  /** In the country's money. */
  wage_per_day: number;
  days: number;
  first_day: string;
}

/** Reads the settings file. */
export function readWorksSettings(file: string): WorksSettings {
  return JSON.parse(readFileSync(file, "utf8")) as WorksSettings;
}
