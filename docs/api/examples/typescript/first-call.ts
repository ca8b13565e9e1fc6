// What somebody owes: node first-call.js https://duban.example head_zjj, the password in $DUBAN_PASSWORD.
import { need } from "./errors.js";
import { logIn, openClient } from "./login.js";

const [site, username] = process.argv.slice(2) as [string, string];
const token = await logIn(site, username, process.env.DUBAN_PASSWORD ?? "", "my first client", "en");
const client = openClient(site, token, "en");
for (const duty of need(await client.GET("/api/v1/todo/")).results) {
  console.log(`${duty.due_on ?? ""}  ${duty.title}: ${duty.project?.name ?? ""}`);
}
