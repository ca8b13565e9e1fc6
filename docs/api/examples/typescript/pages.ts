import { type Answer, need } from "./errors.js";

interface Page<Row> {
  next: string | null;
  results: Row[];
}

/** Every row of a list, page after page; `page` asks for the page behind a cursor. */
export async function* everyRow<Row>(page: (cursor?: string) => Promise<Answer<Page<Row>>>): AsyncGenerator<Row> {
  for (let cursor: string | undefined; ; ) {
    const { next, results } = need(await page(cursor));
    yield* results;
    if (next === null) {
      return;
    }
    cursor = new URL(next).searchParams.get("cursor") ?? undefined;
  }
}
