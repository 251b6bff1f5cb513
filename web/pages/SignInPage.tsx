import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Persona, Session, SystemRef } from "../../server/api/schemas.ts";
import { call } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { Crest } from "../frame/Crest.tsx";
import { LanguageSwitch } from "../frame/LanguageSwitch.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { useWords } from "../words/useWords.ts";

/** One click per persona, grouped by office; says plainly that this is a demo. */
export function SignInPage() {
  const { t } = useWords();
  const personas = useQuery(queries.personas());
  const client = useQueryClient();
  const navigate = useNavigate();
  const enter = useMutation({
    mutationFn: (persona: string) => call<Session>("POST", "/session", { persona }),
    onSuccess: async (session) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "personas" });
      client.setQueryData(["session"], session);
      await navigate({ to: "/today" });
    },
  });
  return (
    <div className="sign-in">
      <header className="header">
        <span className="brand">
          <Crest />
          <strong>{t("app.name")}</strong>
        </span>
        <LanguageSwitch />
      </header>
      <main id="main" className="sign-in-main">
        <PageTitle title={t("sign_in.title")} lead={t("sign_in.lead")} />
        <p className="notice notice-plain">{t("sign_in.demo")}</p>
        <FailureLine error={enter.error} />
        {personas.error ? (
          <ErrorPanel error={personas.error} retry={() => void personas.refetch()} />
        ) : null}
        {personas.isPending ? <Skeleton rows={4} /> : null}
        {bySystem(personas.data?.items ?? []).map(({ system, people }) => (
          <section key={system.id} className="sign-in-group" aria-labelledby={`in-${system.id}`}>
            <h2 id={`in-${system.id}`}>
              <bdi>{system.title}</bdi> <SystemTag system={system} />
            </h2>
            <ul className="cards">
              {people.map((persona) => (
                <li key={persona.id}>
                  <button
                    type="button"
                    className={`persona persona-${system.kind}`}
                    disabled={enter.isPending}
                    onClick={() => enter.mutate(persona.id)}
                  >
                    <strong dir="auto">{persona.name}</strong>
                    <span>{t(`role.${persona.role}`, { defaultValue: persona.role })}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </main>
    </div>
  );
}

function bySystem(personas: readonly Persona[]): { system: SystemRef; people: Persona[] }[] {
  const groups = new Map<string, { system: SystemRef; people: Persona[] }>();
  for (const persona of personas) {
    const group = groups.get(persona.system.id) ?? { system: persona.system, people: [] };
    group.people.push(persona);
    groups.set(persona.system.id, group);
  }
  return [...groups.values()];
}
