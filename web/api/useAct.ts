import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "./call.ts";
import { refreshAll } from "./query-client.ts";

/** One act of the worker: a POST whose success makes every open view ask again. */
export function useAct<Body, Result>(path: string) {
  const client = useQueryClient();
  return useMutation<Result, Error, Body>({
    mutationFn: (body: Body) => call<Result>("POST", path, body),
    onSettled: () => refreshAll(client),
  });
}
