// The monthly form as a client of the REST API: saved while it is typed, submitted once however often it is sent.
"use strict";

(() => {
  const form = document.getElementById("monthly-report");
  if (!form || !form.querySelector("button[type=submit]")) return;

  const SAVE_AFTER = 1200;
  const RETRIES = [1000, 3000, 8000, 20000];
  const kept = `duban-report-${form.dataset.report}`;
  const state = document.getElementById("save-state");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let version = form.dataset.version;
  let timer = null;
  let running = Promise.resolve();
  let unsaved = false;

  const language = document.documentElement.lang || "zh-hans";
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const error = (name) => form.querySelector(`[data-error="${name}"]`) || form.querySelector('[data-error=""]');
  const say = (text) => { state.textContent = text; };

  function clear() {
    form.querySelectorAll("[data-error]").forEach((place) => { place.textContent = ""; });
  }

  function content() {
    const number = (name) => {
      const field = form.elements[name];
      return field ? (field.value.trim() === "" ? null : field.value.trim()) : undefined;
    };
    const body = { percent: number("percent"), expects_delay: form.elements.expects_delay.checked };
    for (const name of ["percent_explanation", "done", "problems", "support_needed", "next_steps"]) {
      body[name] = form.elements[name].value;
    }
    for (const name of ["investment_this_month", "investment_to_date"]) {
      if (number(name) !== undefined) body[name] = number(name);
    }
    body.completions = [...form.querySelectorAll("[data-milestone]")]
      .filter((line) => line.querySelector(".db-check").checked)
      .map((line) => ({
        milestone: Number(line.dataset.milestone),
        completed_on: line.querySelector("input[type=date]").value,
      }));
    return body;
  }

  // The same key until the server has answered, even after the page was loaded again.
  function submissionKey() {
    let key = sessionStorage.getItem(`${kept}-key`);
    if (!key) {
      key = crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
        (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
      sessionStorage.setItem(`${kept}-key`, key);
    }
    return key;
  }

  // Sends until the server answers; a lost connection is tried again, an answer is final.
  async function send(address, options) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await fetch(address, {
          credentials: "same-origin",
          ...options,
          headers: { "X-CSRFToken": token, "Accept-Language": language, ...options.headers },
        });
        if (response.status !== 503) return response;
      } catch (lost) {
        if (!(lost instanceof TypeError)) throw lost;
      }
      say(form.dataset.offline);
      await pause(RETRIES[Math.min(attempt, RETRIES.length - 1)]);
    }
  }

  async function explain(response) {
    if (response.status === 412) { say(form.dataset.stale); return; }
    if (response.status === 401) say(form.dataset.expired);
    const answer = await response.json();
    let first = null;
    for (const problem of answer.errors) {
      const name = (problem.attr || "").split(".")[0];
      const place = error(name);
      place.textContent = problem.detail;
      first = first || place;
      const part = form.querySelector(`[data-part="${name}"]`);
      if (part) part.hidden = false;
    }
    if (first) {
      const field = first.closest(".db-field")?.querySelector("input, textarea");
      (field || first).scrollIntoView({ block: "center" });
      if (field) field.focus();
    }
  }

  async function save() {
    const body = content();
    localStorage.setItem(kept, JSON.stringify(body));
    say(form.dataset.saving);
    const response = await send(form.dataset.address, {
      method: "PATCH",
      headers: { "Content-Type": "application/json", "If-Match": `"${version}"` },
      body: JSON.stringify(body),
    });
    if (!response.ok) { await explain(response); return false; }
    version = (await response.json()).version;
    unsaved = false;
    localStorage.removeItem(kept);
    const now = new Date();
    say(`${form.dataset.saved} ${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`);
    return true;
  }

  function inTurn(step) {
    running = running.then(step, step);
    return running;
  }

  function saveSoon() {
    unsaved = true;
    localStorage.setItem(kept, JSON.stringify(content()));
    clearTimeout(timer);
    timer = setTimeout(() => inTurn(() => { clear(); return save(); }), SAVE_AFTER);
  }

  async function submit() {
    clear();
    if (!(await save())) return;
    const response = await send(`${form.dataset.address}submit/`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json", "If-Match": `"${version}"`, "Idempotency-Key": submissionKey(),
      },
      body: "{}",
    });
    sessionStorage.removeItem(`${kept}-key`);
    if (!response.ok) { say(""); await explain(response); return; }
    say("");
    form.hidden = true;
    const filed = document.getElementById("filed");
    filed.hidden = false;
    filed.focus();
  }

  async function upload(input) {
    const file = input.files[0];
    if (!file) return;
    clear();
    const line = input.closest("[data-milestone]");
    const place = line ? line.querySelector("[data-uploaded]") : state;
    place.textContent = form.dataset.uploading;
    const body = new FormData();
    body.append("file", file);
    body.append("project", form.dataset.project);
    body.append(line ? "milestone" : "progress_report", line ? line.dataset.milestone : form.dataset.report);
    const response = await send(form.dataset.evidence, { method: "POST", body });
    place.textContent = "";
    input.value = "";
    if (!response.ok) {
      await explain(response);
      return;
    }
    const stored = await response.json();
    if (line) { place.textContent = `✓ ${stored.name}`; return; }
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.className = "db-link";
    link.href = `${form.dataset.evidence}${stored.id}/content/`;
    link.textContent = stored.name;
    item.append(link);
    document.getElementById("evidence-list").append(item);
  }

  // What was typed on this device and never reached the server comes back.
  function restore() {
    const text = localStorage.getItem(kept);
    if (!text) return;
    const body = JSON.parse(text);
    for (const [name, value] of Object.entries(body)) {
      const field = form.elements[name];
      if (!field || name === "completions") continue;
      if (field.type === "checkbox") field.checked = value; else field.value = value === null ? "" : value;
    }
    for (const done of body.completions || []) {
      const line = form.querySelector(`[data-milestone="${done.milestone}"]`);
      if (!line) continue;
      line.querySelector(".db-check").checked = true;
      line.querySelector("input[type=date]").value = done.completed_on;
      line.querySelector(".db-check-details").hidden = false;
    }
    saveSoon();
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    if (event.target.classList.contains("db-check")) {
      event.target.closest("[data-milestone]").querySelector(".db-check-details").hidden = !event.target.checked;
    }
    saveSoon();
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") inTurn(() => upload(event.target));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    inTurn(submit).finally(() => { button.disabled = false; });
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  // The theme looks for a text field of its own beside every file field that it has not marked.
  form.querySelectorAll("input[type=file]").forEach((input) => { input.hasChangeListener = true; });
  restore();
})();
