// Saves the readings while they are typed; without a script the buttons do the same.
"use strict";
(() => {
  const form = document.getElementById("entry");
  if (!form) return;
  const status = document.getElementById("entry-status");
  const PAUSE = 1500, AGAIN = 10000;
  let timer = 0, running = false, again = false, unsaved = false;

  function show(lines) {
    for (const row of form.querySelectorAll("tr[id]")) {
      const line = lines[row.id] || {};
      for (const place of row.querySelectorAll("[data-error]")) {
        place.textContent = (line.errors || {})[place.dataset.error] || "";
      }
      if (line.state) row.querySelector("[data-state]").textContent = line.state;
    }
  }

  async function save() {
    if (running) { again = true; return; }
    running = true;
    status.textContent = form.dataset.saving;
    try {
      const answer = await fetch(location.href, {
        method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual",
      });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (!answer.ok || !isJson) {
        status.textContent = answer.type === "opaqueredirect" || answer.status === 403 ? form.dataset.expired : form.dataset.offline;
        later(AGAIN);
      } else {
        const { lines, at } = await answer.json();
        show(lines);
        unsaved = again;
        status.textContent = `${form.dataset.saved} ${at}`;
      }
    } catch {
      status.textContent = form.dataset.offline;
      later(AGAIN);
    } finally {
      running = false;
      if (again) { again = false; later(PAUSE); }
    }
  }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  form.addEventListener("input", () => { unsaved = true; later(PAUSE); });
  form.addEventListener("submit", () => { unsaved = false; clearTimeout(timer); });
  addEventListener("online", () => { if (unsaved) save(); });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
})();
