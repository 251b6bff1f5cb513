import { queryOptions } from "@tanstack/react-query";
import type {
  CheckedProgramme,
  ProgrammeMatch,
  ProgrammeVersions,
  ProgrammeWords,
} from "../../server/api/programme-schemas.ts";
import { call, path } from "./call.ts";

/** What is asked while a programme is written; `asked` is the question as JSON. */
export const programmeQueries = {
  words: () =>
    queryOptions({
      queryKey: ["programme-words"],
      queryFn: () => call<ProgrammeWords>("GET", "/programme-words"),
      staleTime: 10 * 60_000,
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: ["programmes", id, "versions"],
      queryFn: () => call<ProgrammeVersions>("GET", path`/programmes/${id}/versions`),
    }),
  check: (asked: string) =>
    queryOptions({
      queryKey: ["programme-check", asked],
      queryFn: () => {
        const definition: unknown = JSON.parse(asked);
        return call<CheckedProgramme>("POST", "/programmes/check", { definition });
      },
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  match: (asked: string) =>
    queryOptions({
      queryKey: ["programme-match", asked],
      queryFn: () => call<ProgrammeMatch>("POST", "/programmes/match", JSON.parse(asked) as object),
      staleTime: 30_000,
      gcTime: 60_000,
      retry: false,
    }),
};
