import { QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./call.ts";

const refused = (error: Error) =>
  error instanceof ApiFailure && error.status >= 400 && error.status < 500;

/** Old content stays while it refreshes; a refusal is final, a silent wire is asked twice more. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: "always",
        retry: (count, error) => !refused(error) && count < 2,
        retryDelay: (attempt) => 400 * (attempt + 1),
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** A decided "Same person?", and a preview of what was saved, are gone: asking again could only fail. */
const lasting = new Set(["session", "personas", "match", "preview"]);

/** After an act here, or news from elsewhere that names no record: everything shown is asked again. */
export function refreshAll(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: (query) => !lasting.has(String(query.queryKey[0])),
  });
}
