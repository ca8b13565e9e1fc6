import { need } from "./errors.js";
import type { Duban } from "./login.js";
import type { Shelf } from "./outbox.js";
import { sendAgain } from "./retries.js";
import type { components } from "./schema.js";

type Entry = components["schemas"]["SyncEntry"];
export type Kind = Entry["type"];
export type Row<K extends Kind> = NonNullable<Extract<Entry, { type: K }>["object"]>;

interface Kept {
  cursor?: string;
  objects: { [kind in Kind]?: Record<number, Row<kind>> };
}

/** A copy of all that the user sees, which also answers without a network. */
export class Replica {
  private kept: Kept;

  constructor(
    private readonly shelf: Shelf,
    private readonly types?: Kind[],
    private readonly waits?: number[],
  ) {
    this.kept = JSON.parse(shelf.getItem("replica") ?? '{"objects": {}}') as Kept;
  }

  get<K extends Kind>(kind: K, id: number): Row<K> | undefined {
    return this.kept.objects[kind]?.[id];
  }

  all<K extends Kind>(kind: K): Row<K>[] {
    return Object.values<Row<K>>(this.kept.objects[kind] ?? {});
  }

  /** Bring the copy up to date; may be broken off anywhere and called again. */
  async sync(client: Duban): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const { cursor } = this.kept;
      const query = cursor === undefined ? { types: this.types?.join() } : { cursor };
      const answer = await sendAgain(() => client.GET("/api/v1/sync/", { params: { query } }), this.waits);
      if (answer.response.status === 410) {
        this.kept = { objects: {} }; // cursor_expired: from the start
        continue;
      }
      const page = need(answer);
      page.results.forEach((entry) => this.apply(entry));
      this.kept.cursor = page.cursor;
      this.shelf.setItem("replica", JSON.stringify(this.kept)); // objects and cursor in one write
      hasMore = page.has_more;
    }
  }

  private apply({ type, id, object }: Entry): void {
    const objects: Record<number, Entry["object"]> = (this.kept.objects[type] ??= {});
    if (object === null) {
      delete objects[id]; // deleted, or out of the user's sight
    } else {
      objects[id] = object; // new, changed, or the same once more
    }
  }
}
