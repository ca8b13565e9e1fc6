import type { Duban } from "./login.js";
import type { components } from "./schema.js";

export type Evidence = components["schemas"]["EvidenceRow"];

/** What a photo proves: a monthly report of a project. */
export interface Proof {
  project: number;
  progress_report: number;
}

/** Upload a photo; the answer is openapi-fetch's, with `data` as the service stored it. */
export function uploadPhoto(client: Duban, photo: Blob, name: string, proof: Proof, key: string) {
  return client.POST("/api/v1/evidence/", {
    params: { header: { "Idempotency-Key": key } },
    body: { file: photo, ...proof },
    bodySerializer: (body) => {
      const form = new FormData();
      form.append("project", String(body.project));
      form.append("progress_report", String(body.progress_report));
      form.append("file", body.file, name);
      return form; // without a Content-Type of one's own: fetch adds the boundary
    },
  });
}

/** The file itself, always as an attachment. */
export function downloadPhoto(client: Duban, evidence: Evidence) {
  return client.GET("/api/v1/evidence/{id}/content/", {
    params: { path: { id: evidence.id } },
    parseAs: "blob",
  });
}

/** Whether the service has this very content already, wherever it was attached; saves sending it again. */
export async function sha256(photo: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await photo.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
