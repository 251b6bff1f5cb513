import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import type { FindServicesBody } from "../../server/api/directory-schemas.ts";
import { queries } from "../api/queries.ts";

/** What the filters hold; empty is whatever. */
export interface Asked {
  q: string;
  kind: string;
  lane: string;
  language: string;
  access: string;
  on: string;
  free: boolean;
}
export const anything: Asked = {
  q: "",
  kind: "",
  lane: "",
  language: "",
  access: "",
  on: "",
  free: false,
};

/** Services that fit, while it is typed; what was there stays until the answer comes. */
export function useFinding(asked: Asked) {
  const settled = useDeferredValue(asked);
  return useQuery(queries.services(bodyOf(settled)));
}

function bodyOf({ q, kind, lane, language, access, on, free }: Asked): FindServicesBody {
  const asked = {
    ...(q.trim() && { q: q.trim() }),
    ...(kind && { kind }),
    ...(lane && { lane }),
    ...(language && { language }),
    ...(access && { access: [access] }),
    ...(on && { on }),
    ...(free && { free }),
  };
  return asked as FindServicesBody;
}
