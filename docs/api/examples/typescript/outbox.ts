import { type Answer, Problem, problemOf } from "./errors.js";
import type { Duban } from "./login.js";
import { type Choose, type Draft, draftOf, merge } from "./merge.js";
import { uploadPhoto } from "./photo.js";
import { sendAgain } from "./retries.js";

/** What the user did, in data that outlive the app. */
export type Write =
  | { kind: "photo"; project: number; report: number; name: string }
  | { kind: "save"; report: number; base: Required<Draft>; mine: Draft }
  | { kind: "submit"; report: number };

interface Kept {
  waiting: { key: string; write: Write }[];
  refused: { write: Write; messages: string[] }[];
  tags: Record<number, string>; // the ETag under which each report was last seen
}

/** Where the outbox is kept: localStorage, or anything like it. */
export type Shelf = Pick<Storage, "getItem" | "setItem">;

export class Outbox {
  private readonly kept: Kept;

  constructor(
    private readonly shelf: Shelf,
    private readonly photoOf: (name: string) => Promise<Blob>,
    private readonly choose: Choose,
    private readonly waits?: number[],
  ) {
    this.kept = JSON.parse(shelf.getItem("outbox") ?? '{"waiting": [], "refused": [], "tags": {}}') as Kept;
  }

  get waiting(): number {
    return this.kept.waiting.length;
  }

  /** Writes that the service refused, with its words, for the user to mend. */
  get refused() {
    return this.kept.refused;
  }

  /** Remember under which ETag a report was read. */
  seen(report: number, response: Response): void {
    this.kept.tags[report] = response.headers.get("ETag") ?? "";
    this.keep();
  }

  /** Keep a write before anything is sent; its key is made now and never again. */
  put(write: Write): void {
    this.kept.waiting.push({ key: crypto.randomUUID(), write });
    this.keep();
  }

  /** Send what waits, in order. Throws Offline, or a Problem with status 401; then nothing is lost: call it again. */
  async drain(client: Duban): Promise<void> {
    for (let first = this.kept.waiting[0]; first; first = this.kept.waiting[0]) {
      const problem = await this.send(client, first.key, first.write);
      if (problem?.status === 401) {
        throw problem; // log in again, as the same person: the keys hold for the person, not for the token
      }
      if (problem) {
        this.refuse(first.write.report, problem);
      } else {
        this.kept.waiting.shift();
      }
      this.keep();
    }
  }

  private send(client: Duban, key: string, write: Write): Promise<Problem | null> {
    switch (write.kind) {
      case "photo":
        return this.sendPhoto(client, key, write);
      case "save":
        return this.sendDraft(client, write);
      case "submit":
        return this.sendSubmission(client, key, write);
    }
  }

  private async sendPhoto(client: Duban, key: string, write: Write & { kind: "photo" }): Promise<Problem | null> {
    const photo = await this.photoOf(write.name);
    const proof = { project: write.project, progress_report: write.report };
    return refusal(await sendAgain(() => uploadPhoto(client, photo, write.name, proof, key), this.waits));
  }

  private async sendDraft(client: Duban, write: Write & { kind: "save" }): Promise<Problem | null> {
    let { base, mine } = write;
    while (Object.keys(mine).length > 0) {
      const answer = await sendAgain(
        () =>
          client.PATCH("/api/v1/progress-reports/{id}/", {
            params: { path: { id: write.report }, header: { "If-Match": this.tag(write.report) } },
            body: mine,
          }),
        this.waits,
      );
      if (!answer.error || !("current" in answer.error)) {
        return this.noted(write.report, answer);
      }
      this.seen(write.report, answer.response); // 412: somebody was faster, or our own answer was lost
      const theirs = draftOf(answer.error.current);
      mine = merge(base, mine, theirs, this.choose);
      base = theirs;
    }
    return null;
  }

  private async sendSubmission(client: Duban, key: string, write: Write & { kind: "submit" }): Promise<Problem | null> {
    const answer = await sendAgain(
      () =>
        client.POST("/api/v1/progress-reports/{id}/submit/", {
          params: {
            path: { id: write.report },
            header: { "If-Match": this.tag(write.report), "Idempotency-Key": key },
          },
        }),
      this.waits,
    );
    return this.noted(write.report, answer); // 412: somebody changed it meanwhile, so the user reads it again first
  }

  private tag(report: number): string {
    return this.kept.tags[report] ?? "";
  }

  private noted(report: number, answer: Answer<unknown>): Problem | null {
    if (answer.response.ok) {
      this.seen(report, answer.response);
    }
    return refusal(answer);
  }

  /** What was refused takes with it what builds upon it: a report is not submitted without its last changes. */
  private refuse(report: number, problem: Problem): void {
    const messages = problem.errors.map((item) => item.detail);
    const taken = this.kept.waiting.filter(({ write }) => write.report === report);
    this.kept.waiting = this.kept.waiting.filter(({ write }) => write.report !== report);
    this.kept.refused.push(...taken.map(({ write }) => ({ write, messages })));
  }

  private keep(): void {
    this.shelf.setItem("outbox", JSON.stringify(this.kept));
  }
}

function refusal(answer: Answer<unknown>): Problem | null {
  return answer.response.ok ? null : problemOf(answer);
}
