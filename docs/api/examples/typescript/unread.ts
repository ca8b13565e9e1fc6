import { need } from "./errors.js";
import type { Duban } from "./login.js";
import type { components } from "./schema.js";

export type Message = components["schemas"]["NotificationRow"];

/** The number for the app's badge. */
export class Badge {
  count = 0;
  private tag: string | null = null;

  /** Ask again; true if the number is another than before. */
  async refresh(client: Duban): Promise<boolean> {
    const header = this.tag === null ? {} : { "If-None-Match": this.tag };
    const answer = await client.GET("/api/v1/notifications/unread-count/", { params: { header } });
    if (answer.response.status === 304) {
      return false;
    }
    const before = this.count;
    this.count = need(answer).unread;
    this.tag = answer.response.headers.get("ETag");
    return this.count !== before;
  }
}

/** Unread messages that are new since the last look, newest first; `lastId` is the largest id seen before. */
export async function newMessages(client: Duban, lastId: number): Promise<Message[]> {
  const { results } = need(await client.GET("/api/v1/notifications/", { params: { query: { unread: true } } }));
  return results.filter((message) => message.id > lastId);
}

/** The user has opened a message. May be repeated without harm. */
export async function markRead(client: Duban, message: Message): Promise<void> {
  need(await client.POST("/api/v1/notifications/{id}/read/", { params: { path: { id: message.id } } }));
}
