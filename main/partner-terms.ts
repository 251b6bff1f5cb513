/** The terms of a partner as they are told on the command line, looked at before anything is written. */
import { readFile } from "node:fs/promises";
import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import { defaultTerms, type PartnerTerms } from "../store/partner-terms.ts";
import { signatureAlgorithms } from "../wire/algorithms.ts";
import { rangesOf } from "../wire/reach/addresses.ts";
import { signatureProfiles } from "../wire/signature/profiles.ts";

/** What the options may say. */
export interface TermsOptions {
  /** A JSON file with some of the terms; what it leaves out stays as it is. */
  terms?: string;
  /** The signature profile, both ways. */
  signature?: string;
  /** Ranges the partner's host may resolve to beside public ones. */
  allowCidr?: string[];
}

export type TermsReading = { ok: true; terms: PartnerTerms } | { ok: false; problems: string[] };

const strict = { additionalProperties: false };
const one = (names: readonly string[]) => Type.Union(names.map((name) => Type.Literal(name)));
const demand = one(["never", "allowed", "required"]);
const profile = one([...signatureProfiles, "none"]);
const ways = { in: Type.Optional(demand), out: Type.Optional(Type.Boolean()) };
const texts = (maxItems: number) => Type.Array(Type.String({ maxLength: 200 }), { maxItems });

const GivenTerms = Type.Object(
  {
    signature: Type.Optional(
      Type.Object(
        {
          in: Type.Optional(profile),
          out: Type.Optional(profile),
          algorithm: Type.Optional(one(signatureAlgorithms)),
        },
        strict,
      ),
    ),
    encryption: Type.Optional(Type.Object(ways, strict)),
    http_signature: Type.Optional(Type.Object(ways, strict)),
    certificate: Type.Optional(
      Type.Union([Type.Null(), Type.String({ pattern: "^[0-9A-Fa-f]{64}$" })]),
    ),
    addresses: Type.Optional(texts(50)),
    revoked_keys: Type.Optional(texts(200)),
    registry_path: Type.Optional(
      Type.String({ pattern: "^(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}){1,6}$" }),
    ),
    token: Type.Optional(
      Type.Union([
        Type.Object({ how: Type.Literal("given") }, strict),
        Type.Object(
          {
            how: one(["client_secret", "private_key_jwt"]),
            url: Type.String({ maxLength: 2000, pattern: "^https?://" }),
            client_id: Type.String({ minLength: 1, maxLength: 200 }),
          },
          strict,
        ),
      ]),
    ),
    authority: Type.Optional(Type.Boolean()),
    standing_link: Type.Optional(Type.Boolean()),
    writing: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  strict,
);
type GivenTerms = Static<typeof GivenTerms>;

/** The terms a partner has from now on: what was, what the file says, what the options say. */
export async function readTerms(
  options: TermsOptions,
  before: PartnerTerms | undefined,
  { onTrial, loopback }: { onTrial: boolean; loopback: boolean },
): Promise<TermsReading> {
  const given = options.terms === undefined ? {} : await givenIn(options.terms);
  if ("problem" in given) return { ok: false, problems: [String(given.problem)] };
  const terms = merged(before ?? defaultTerms, given as GivenTerms, options);
  const problems = problemsOf(terms, options, onTrial, loopback);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, terms };
}

async function givenIn(file: string): Promise<GivenTerms | { problem: string }> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return { problem: `--terms ${file} cannot be read.` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: `--terms ${file} is not JSON.` };
  }
  if (Value.Check(GivenTerms, value)) return value;
  const [first] = Value.Errors(GivenTerms, value);
  const where = first?.instancePath || "/";
  return { problem: `--terms ${file} is not as expected at ${where} (docs: STANDARDS.md, Terms).` };
}

function merged(before: PartnerTerms, given: GivenTerms, options: TermsOptions): PartnerTerms {
  const both =
    options.signature === undefined ? {} : { in: options.signature, out: options.signature };
  return {
    ...before,
    ...given,
    signature: { ...before.signature, ...given.signature, ...both },
    encryption: { ...before.encryption, ...given.encryption },
    http_signature: { ...before.http_signature, ...given.http_signature },
    addresses: options.allowCidr ?? given.addresses ?? before.addresses,
  } as PartnerTerms;
}

function problemsOf(
  { signature, addresses, token }: PartnerTerms,
  options: TermsOptions,
  onTrial: boolean,
  loopback: boolean,
): string[] {
  const problems: string[] = [];
  const known: readonly string[] = [...signatureProfiles, "none"];
  if (options.signature !== undefined && !known.includes(options.signature)) {
    problems.push(`--signature is "${options.signature}". Say one of ${known.join(", ")}.`);
  }
  if (!onTrial && [signature.in, signature.out].includes("none")) {
    problems.push("Signatures can be left out with --profile test only.");
  }
  if (rangesOf(addresses) === undefined) {
    problems.push("--allow-cidr is a range such as 10.20.0.0/16 or fd12::/32.");
  }
  if (token.how !== "given" && !loopback && !token.url.startsWith("https://")) {
    problems.push("The token address must be https: this node listens for other machines.");
  }
  return problems;
}
