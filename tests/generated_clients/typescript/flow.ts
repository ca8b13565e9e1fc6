// A month's report from a phone whose network drops. Arguments: the site over that network, the network's control,
// the site over a good network, user name, password. Exits with 0 if all went as the guide says.
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { need, Problem } from "./errors.js";
import { endDevice, logIn, openClient, otherDevices, type Duban } from "./login.js";
import { type Draft, draftOf } from "./merge.js";
import { Outbox, type Shelf } from "./outbox.js";
import { downloadPhoto, sha256, uploadPhoto } from "./photo.js";
import { everyRow } from "./pages.js";
import { type Kind, Replica } from "./replica.js";
import { Offline } from "./retries.js";
import { Badge, markRead, newMessages } from "./unread.js";

const [onThePhone, control, onTheLaptop, username, password] = process.argv.slice(2) as [
  string, string, string, string, string,
];
const WAITS = [0.01, 0.01, 0.01];
const photo = new Blob([Buffer.from(process.env.PHOTO ?? "", "base64")], { type: "image/png" });
const asked: string[] = [];

async function network(command: string): Promise<void> {
  assert.equal((await fetch(`${control}/${command}`, { method: "POST" })).status, 204);
}

function memory(): Shelf {
  const items = new Map<string, string>();
  return { getItem: (name) => items.get(name) ?? null, setItem: (name, value) => void items.set(name, value) };
}

function open(shelf: Shelf): Outbox {
  const choose = (field: string, mine: unknown, theirs: unknown) => {
    asked.push(field);
    return `${String(theirs)}；${String(mine)}`;
  };
  return new Outbox(shelf, () => Promise.resolve(photo), choose, WAITS);
}

async function dueReport(client: Duban): Promise<number> {
  const duties = need(await client.GET("/api/v1/todo/")).results;
  const duty = duties.find((one) => one.kind === "progress_report" && one.project?.name === "在建厂房");
  assert.ok(duty, "the month's report is on the to-do list");
  const query = { due: "me", project: String(duty.subject_id), ordering: "-period" } as const;
  const [report] = need(await client.GET("/api/v1/progress-reports/", { params: { query } })).results;
  return report!.id;
}

function read(client: Duban, id: number, known?: string) {
  const header = known ? { "If-None-Match": known } : {};
  return client.GET("/api/v1/progress-reports/{id}/", { params: { path: { id }, header } });
}

const KINDS: Kind[] = ["projects", "milestones", "progress_reports", "evidence", "notifications", "departments"];

/** What the service shows now, read in full. */
async function everything(client: Duban): Promise<Replica> {
  const copy = new Replica(memory(), KINDS, WAITS);
  await copy.sync(client);
  return copy;
}

/** A change shows once no older transaction is under way, so the client asks now and then. */
async function syncUntil(copy: Replica, client: Duban, isThere: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; ) {
    await copy.sync(client);
    if (isThere()) {
      return;
    }
    assert.ok(Date.now() < deadline, "the copy never got there");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const laptop = openClient(onTheLaptop, await logIn(onTheLaptop, username, password, "laptop"));
let token = await logIn(onThePhone, username, password, "phone");
let phone = openClient(onThePhone, token);
const [phoneSeen] = await otherDevices(laptop);
assert.equal(phoneSeen?.name, "phone");

// The report that is due, read once and held.
const id = await dueReport(phone);
const answer = await read(phone, id);
const report = need(answer);
assert.equal((await read(phone, id, answer.response.headers.get("ETag") ?? "")).response.status, 304);
const shelf = memory();
const outbox = open(shelf);
outbox.seen(id, answer.response);
const copyShelf = memory();
const copy = new Replica(copyShelf, KINDS, WAITS);
await copy.sync(phone);
assert.equal(copy.get("progress_reports", id)?.state, "draft");
assert.equal(copy.get("projects", report.project.id)?.name, "在建厂房");

// A list, row by row over several pages, and once in the copy.
const departments = everyRow((cursor) =>
  phone.GET("/api/v1/departments/", { params: { query: { ordering: "id", page_size: 1, cursor } } }),
);
const codes: string[] = [];
for await (const { code } of departments) {
  codes.push(code);
}
assert.deepEqual(codes, copy.all("departments").map(({ code }) => code));
assert.ok(codes.length > 1);

// A photo, whose answer is lost: sent again, kept once.
outbox.put({ kind: "photo", project: report.project.id, report: id, name: "现场.png" });
await network("be_busy?to=/evidence/&status=503&after=1");
await network("lose_answer?to=/evidence/");
await outbox.drain(phone);
const { results: files } = need(await phone.GET("/api/v1/evidence/", { params: { query: { progress_report: id } } }));
assert.deepEqual(files.map((file) => [file.name, file.sha256]), [["现场.png", await sha256(photo)]]);
assert.equal(await sha256(need(await downloadPhoto(phone, files[0]!))), await sha256(photo));

// Another file, attached and taken away at the desk, comes and goes in the phone's copy.
const extra = { project: report.project.id, progress_report: id };
const added = need(await uploadPhoto(laptop, photo, "误传.png", extra, crypto.randomUUID()));
await syncUntil(copy, phone, () => copy.get("evidence", added.id)?.name === "误传.png");
need(await laptop.DELETE("/api/v1/evidence/{id}/", { params: { path: { id: added.id } } }));
await syncUntil(copy, phone, () => copy.get("evidence", added.id) === undefined);

// In the tunnel: what is typed waits, also while the app is not running.
await network("go_offline");
const base = draftOf(report);
const [milestone] = need(
  await laptop.GET("/api/v1/projects/{id}/milestones/", { params: { path: { id: report.project.id } } }),
).results;
const mine: Draft = {
  percent: "40",
  done: "完成桩基施工",
  problems: "钢材未到",
  completions: [{ milestone: milestone!.id, completed_on: "2024-09-20", note: "" }],
};
outbox.put({ kind: "save", report: id, base, mine });
outbox.put({ kind: "submit", report: id });
await assert.rejects(outbox.drain(phone), Offline);
const restarted = open(shelf);
assert.equal(restarted.waiting, 2);
await assert.rejects(copy.sync(phone), Offline);

// Meanwhile, at the desk, the same person goes on with the same report, and ends the phone, thought to be lost.
const tag = need(await read(laptop, id)) && (await read(laptop, id)).response.headers.get("ETag");
need(
  await laptop.PATCH("/api/v1/progress-reports/{id}/", {
    params: { path: { id }, header: { "If-Match": tag ?? "" } },
    body: { problems: "资金未到", next_steps: "主体施工" },
  }),
);
await endDevice(laptop, phoneSeen!);

// Back again: log in anew, merge, submit; the submission's answer is lost, too.
await network("come_back");
await assert.rejects(restarted.drain(phone), (reason) => reason instanceof Problem && reason.status === 401);
token = await logIn(onThePhone, username, password, "phone");
phone = openClient(onThePhone, token);
await network(`lose_answer?to=PATCH`);
await network("lose_answer?to=/submit/");
await restarted.drain(phone);
assert.deepEqual([restarted.waiting, restarted.refused, asked], [0, [], ["problems"]]);
const filed = need(await read(phone, id));
assert.deepEqual(
  [filed.state, filed.percent, filed.done, filed.problems, filed.next_steps],
  ["submitted", "40", "完成桩基施工", "资金未到；钢材未到", "主体施工"],
);

// The copy catches up, and is then what the service shows; in another language it begins afresh by itself.
const now = await everything(phone);
const caughtUp = new Replica(copyShelf, KINDS, WAITS);
const isTheSame = () => KINDS.every((kind) => isDeepStrictEqual(caughtUp.all(kind), now.all(kind)));
await syncUntil(caughtUp, phone, isTheSame);
assert.equal(caughtUp.get("progress_reports", id)?.state, "submitted");
assert.equal(caughtUp.get("milestones", milestone!.id)?.completed_on, "2024-09-20");
assert.equal(caughtUp.get("progress_reports", id)?.state_label, filed.state_label);
await caughtUp.sync(openClient(onThePhone, token, "en"));
assert.equal(caughtUp.get("progress_reports", id)?.state_label, "Submitted");

// What is refused is told in words, and takes with it what builds upon it.
restarted.put({ kind: "save", report: id, base: draftOf(filed), mine: { done: "改了" } });
restarted.put({ kind: "submit", report: id });
await restarted.drain(phone);
assert.equal(restarted.refused.length, 2);
assert.match(restarted.refused[0]!.messages.join(), /./);
const wrong = await phone.POST("/api/v1/extensions/", { body: { project: report.project.id, new_due_on: "2020-01-01", reason: "" } });
assert.throws(() => need(wrong), (reason) => reason instanceof Problem && reason.byField().has("reason"));

// Messages.
const badge = new Badge();
const [message] = await newMessages(phone, 0);
assert.deepEqual([await badge.refresh(phone), await badge.refresh(phone), badge.count], [true, false, 1]);
await markRead(phone, message!);
assert.deepEqual([await badge.refresh(phone), badge.count], [true, 0]);

need(await phone.POST("/api/v1/auth/logout/"));
assert.equal((await phone.GET("/api/v1/me/")).response.status, 401);
console.log("filed");
