/** The token endpoint (AUTHZ core API 1.0.0; RFC 6749 4.4 and 5). */
import { tokenForm, type Answer } from "../caller.ts";
import type { Checking } from "../checking.ts";
import { Ended, judged, notOffered, skipped, type Clause } from "../clause.ts";
import { byIdentifier, question, search, unknownPerson } from "../messages.ts";
import { memberOf, shown, textOf } from "../reading.ts";

const where = { system: "both", operation: "/oauth2/client/token" } as const;
const source = "AUTHZ core API 1.0.0, RFC 6749";

export const tokenClauses: readonly Clause[] = [
  {
    ...where,
    id: "token.form",
    source: `${source} 4.4.2`,
    level: "must",
    title:
      "A form-encoded client_credentials request is answered with access_token and token_type.",
    run: async (at) => {
      const answer = await granted(at);
      const type = textOf(answer.body, "token_type");
      return judged([
        answer.status !== 200 && `Answered ${answer.status || answer.text}, not 200.`,
        textOf(answer.body, "access_token") === "" && "There is no access_token.",
        type.toLowerCase() !== "bearer" && `token_type is ${shown(type)}.`,
      ]);
    },
  },
  {
    ...where,
    id: "token.expires_in",
    source: `${source} 5.1`,
    level: "should",
    title: "The answer says in how many seconds the token ends.",
    run: async (at) => {
      const seconds = memberOf((await granted(at)).body, "expires_in");
      const fits = Number.isFinite(Number(seconds ?? NaN)) && Number(seconds) > 0;
      return judged([!fits && `expires_in is ${shown(seconds)}.`]);
    },
  },
  {
    ...where,
    id: "token.not_stored",
    source: `${source} 5.1`,
    level: "should",
    title: "The answer forbids caches to keep the token (Cache-Control: no-store).",
    run: async (at) => {
      const control = (await granted(at)).headers.get("cache-control") ?? "";
      return judged([!/no-store/i.test(control) && `Cache-Control is ${shown(control)}.`]);
    },
  },
  {
    ...where,
    id: "token.no_refresh",
    source: `${source} 4.4.3`,
    level: "should",
    title: "No refresh token is given.",
    run: async (at) => {
      const { body } = await granted(at);
      if (textOf(body, "access_token") === "") return judged(["There is no access_token."]);
      return judged([memberOf(body, "refresh_token") !== undefined && "There is a refresh_token."]);
    },
  },
  {
    ...where,
    id: "token.opens",
    source: "ESS API 1.0.0, Authorization",
    level: "must",
    title: "The token given opens an operation, and is another one than no token.",
    run: async (at) => {
      const token = textOf((await granted(at)).body, "access_token");
      const answer = await at.self.post(
        "sync/search",
        search(question(at, byIdentifier(unknownPerson(at.target)))),
        { token },
      );
      return judged([
        answer.status !== 200 && `With the token just given: ${answer.status || answer.text}.`,
      ]);
    },
  },
  refusedClause("token.wrong_secret", "A wrong secret is refused with 401.", "5.2", (id, secret) =>
    tokenForm(id, `${secret}x`),
  ),
  refusedClause("token.unknown_client", "An unknown client is refused with 401.", "5.2", (id, s) =>
    tokenForm(`${id}.unknown`, s),
  ),
  refusedClause(
    "token.grant_type",
    "Another grant type is refused with 400.",
    "5.2",
    (id, secret) => {
      const form = tokenForm(id, secret);
      form.set("grant_type", "password");
      return form;
    },
    400,
  ),
];

function refusedClause(
  id: string,
  title: string,
  section: string,
  form: (clientId: string, secret: string) => URLSearchParams,
  status = 401,
): Clause {
  return {
    ...where,
    id,
    title,
    source: `${source} ${section}`,
    level: "must",
    run: async (at) => {
      await granted(at);
      const { clientSecret } = at.target;
      if (!clientSecret) return skipped("No client secret was given.");
      const answer = await ask(at, form(clientSecret.id, clientSecret.secret));
      return judged([
        textOf(answer.body, "access_token") !== "" && "A token was given.",
        answer.status !== status && `Answered ${answer.status || answer.text}, not ${status}.`,
        textOf(answer.body, "error") === "" && "The body names no error (RFC 6749 5.2).",
      ]);
    },
  };
}

/** One request as it should be; the other clauses look at its answer. */
async function granted(at: Checking): Promise<Answer> {
  const { clientSecret } = at.target;
  if (!clientSecret) throw new Ended(skipped("No client secret was given (--client-secret)."));
  const answer = await at.once("a token", () =>
    ask(at, tokenForm(clientSecret.id, clientSecret.secret)),
  );
  if (answer.status === 404) throw new Ended(notOffered("There is no token endpoint."));
  return answer;
}

function ask(at: Checking, body: URLSearchParams): Promise<Answer> {
  return at.self.fetch("/oauth2/client/token", { method: "POST", body });
}
