/**
 * How one partner is trusted and spoken to, beside its profile. Pinned when the partner is
 * registered (or by an administrator later), never taken from a message: a message can only fail to
 * meet them. What is not said has the default below.
 */

/** How the `signature` member is made; `none` is for partners on trial only. */
export type SignatureProfile = "dci-cavage/jcs" | "dci-cavage/openspp" | "jws-detached" | "none";
export type SignatureAlgorithm = "Ed25519" | "ES256" | "PS256" | "RS256";
/** Whether something is refused, taken, or demanded. */
export type Demand = "never" | "allowed" | "required";

/** Terms of one partner. */
export interface PartnerTerms {
  /** The profile of what it signs, of what we sign for it, and the one algorithm of its keys. */
  signature: { in: SignatureProfile; out: SignatureProfile; algorithm: SignatureAlgorithm };
  /** Encryption of `message`: what we take, and whether we encrypt what we send. */
  encryption: { in: Demand; out: boolean };
  /** RFC 9421 signatures of the HTTP request beside the signature inside. */
  http_signature: { in: Demand; out: boolean };
  /** SHA-256 (hex) of the client certificate that must come along; null: none is asked for. */
  certificate: string | null;
  /** Ranges, as CIDR, beyond the public ones that the partner's host may resolve to. */
  addresses: string[];
  /** Key ids that count no more, whatever its key set says. */
  revoked_keys: string[];
  /** Where its operations stand under its base URL; some peers say `/ess` or `/sp`. */
  registry_path: string;
  /** How we get the token we show: the one given at registration, or from a token endpoint. */
  token:
    { how: "given" } | { how: "client_secret" | "private_key_jwt"; url: string; client_id: string };
  /**
   * Whether it speaks for its kind: owns the fields that belong to employment support (or social
   * protection). One programme among several does not; it owns its own enrolments all the same.
   */
  authority: boolean;
  /** Whether its link is a standing one, which runs only while its checklist has been met. */
  standing_link: boolean;
  /** How records are written for it (exchange/profiles.ts): a preset's name and what differs. */
  writing: Record<string, unknown>;
}

/** What holds where nothing else is said. */
export const defaultTerms: PartnerTerms = {
  signature: { in: "dci-cavage/jcs", out: "dci-cavage/jcs", algorithm: "Ed25519" },
  encryption: { in: "allowed", out: false },
  http_signature: { in: "allowed", out: false },
  certificate: null,
  addresses: [],
  revoked_keys: [],
  registry_path: "/registry",
  token: { how: "given" },
  authority: true,
  standing_link: false,
  writing: {},
};

/** Terms as stored, over the defaults. */
export function termsOf(stored: string): PartnerTerms {
  return { ...defaultTerms, ...(JSON.parse(stored) as Partial<PartnerTerms>) };
}
