import type { components } from "./schema.js";

type ErrorAnswer = components["schemas"]["ErrorAnswer"];
type ErrorItem = components["schemas"]["ErrorItem"];

/** What openapi-fetch returns for every call. */
export interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** An answer that is not the wanted one. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly errors: ErrorItem[],
    readonly requestId: string | null,
  ) {
    super(errors.map((item) => item.detail).join(" ") || `HTTP ${status}`);
  }

  /** Whether the service said this; compare codes, never the words. */
  has(code: string): boolean {
    return this.errors.some((item) => item.code === code);
  }

  /** The messages to show beside each field; those about nothing in particular are under "". */
  byField(): Map<string, string[]> {
    const messages = new Map<string, string[]>();
    for (const { attr, detail } of this.errors) {
      const field = attr === null || attr === "non_field_errors" ? "" : attr;
      messages.set(field, [...(messages.get(field) ?? []), detail]);
    }
    return messages;
  }
}

/** The wanted data; throws a Problem for every other answer. */
export function need<Data>(answer: Answer<Data>): Data {
  if (!answer.response.ok) {
    throw problemOf(answer);
  }
  return answer.data as Data;
}

/** The problem that an answer tells of. A gateway on the way may have sent a page instead of JSON. */
export function problemOf({ error, response }: Answer<unknown>): Problem {
  return isErrorAnswer(error)
    ? new Problem(response.status, error.errors, error.request_id)
    : new Problem(response.status, [], response.headers.get("X-Request-ID"));
}

function isErrorAnswer(error: unknown): error is ErrorAnswer {
  return typeof error === "object" && error !== null && "errors" in error;
}
