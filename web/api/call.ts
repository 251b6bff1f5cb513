import type { ApiError } from "../../server/api/schemas.ts";

/** A refusal of the staff API, or a wire that did not answer (status 0, code `err.network`). */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  readonly reference: string;
  readonly fields: readonly string[];

  constructor(status: number, error: ApiError) {
    super(error.message);
    this.name = "ApiFailure";
    this.status = status;
    this.code = error.code;
    this.reference = error.reference;
    this.fields = error.fields ?? [];
  }
}

/** One call to `/api/v1`: JSON in, JSON out, every refusal an `ApiFailure`. */
export async function call<T>(method: string, to: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { accept: "application/json", "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const answer = await fetch(`/api/v1${to}`, init).catch(() => null);
  if (answer === null) throw new ApiFailure(0, { code: "err.network", message: "", reference: "" });
  if (answer.status === 204) return undefined as T;
  const content: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiFailure(answer.status, errorOf(content, answer));
  return content as T;
}

function errorOf(content: unknown, answer: Response): ApiError {
  if (typeof content === "object" && content !== null && "code" in content) {
    return content as ApiError;
  }
  return {
    code: answer.status >= 500 ? "err.server" : "err.unknown",
    message: "",
    reference: answer.headers.get("x-request-id") ?? "",
  };
}

/** Ids may hold a slash (`sp.demo/0190…`), so each is encoded where it stands in a path. */
export function path(parts: TemplateStringsArray, ...ids: string[]): string {
  return String.raw({ raw: parts }, ...ids.map((id) => encodeURIComponent(id)));
}
