import { type Answer, problemOf } from "./errors.js";

/** Nothing came back; whether the request had its effect is not known. */
export class Offline extends Error {}

const PASSING = [429, 502, 503, 504];
const WAITS = [1, 2, 4, 8]; // seconds, each up to half as long again, so that not all clients come back at once

/**
 * Send a request until an answer comes that says more than "later". What is sent must be safe to send again:
 * a GET; a POST with the same Idempotency-Key each time; a PATCH or DELETE with If-Match.
 */
export async function sendAgain<A extends Answer<unknown>>(send: () => Promise<A>, waits = WAITS): Promise<A> {
  for (const wait of [...waits, null]) {
    const answer = await send().catch(lostAnswer);
    if (answer !== null && !isPassing(answer)) {
      return answer;
    }
    if (wait === null) {
      break;
    }
    const asked = Number(answer?.response.headers.get("Retry-After") ?? 0);
    await pause(Math.max(asked, wait * (1 + Math.random() / 2)));
  }
  throw new Offline("No answer; it is tried again when the network is back.");
}

/** fetch rejects with a TypeError when the connection fails; anything else is a fault of this program. */
function lostAnswer(reason: unknown): null {
  if (reason instanceof TypeError) {
    return null;
  }
  throw reason;
}

function isPassing(answer: Answer<unknown>): boolean {
  return PASSING.includes(answer.response.status) || problemOf(answer).has("still_running");
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
