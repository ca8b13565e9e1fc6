// The preview of a report's breakdown: words and drafts point to each other, drafts change in their place.
// Without a script every button and link does the same by loading the page anew.
"use strict";

(() => {
  const PAUSE = 1500;
  const unread = document.querySelector("[data-unread]");
  if (unread) {
    const look = async () => {
      let isUnread = true;
      try {
        const response = await fetch(unread.dataset.unread, { headers: { Accept: "application/json" } });
        isUnread = !response.ok || response.redirected || (await response.json()).is_unread;
      } catch { /* asked again below */ }
      if (isUnread) setTimeout(look, PAUSE); else location.reload();
    };
    setTimeout(look, PAUSE);
  }

  const panes = document.querySelector(".rb");
  const acts = document.getElementById("acts");
  if (!panes || !acts) return;
  panes.classList.add("rb-scripted");
  const cards = document.getElementById("rb-cards");
  const told = document.getElementById("rb-told");
  const card = (id) => document.getElementById(`d${id}`);
  const say = (words, isError) => { told.textContent = words || ""; told.classList.toggle("db-error", Boolean(isError)); };

  // ---- words and drafts point to each other
  // `latest` is what somebody pointed to last: on a phone the buttons that change the pane lead back to it.
  let pinned = [], lit = "", latest = "";
  function light(ids) {
    lit = ids.join(" ");
    latest = ids[0] || latest;
    for (const each of panes.querySelectorAll(".rb-on")) each.classList.remove("rb-on");
    const wanted = new Set(ids.length ? ids : pinned);
    for (const id of wanted) card(id)?.classList.add("rb-on");
    for (const words of panes.querySelectorAll(".rb-words")) {
      if (words.dataset.d.split(" ").some((id) => wanted.has(id))) words.classList.add("rb-on");
    }
  }
  function idsAt(target) {
    const words = target.closest?.(".rb-words");
    if (words) return words.dataset.d.split(" ");
    const within = target.closest?.(".rb-card");
    return within ? [within.dataset.draft] : [];
  }
  function point(target) {
    const ids = idsAt(target);
    light(ids);
    if (ids.length) reveal(target.closest(".rb-card") ? panes.querySelector(`.rb-words[data-d~="${ids[0]}"]`) : card(ids[0]));
  }
  // In its own pane only: the page stays where it is.
  function reveal(element) {
    const pane = element?.closest(".rb-pane");
    if (!pane || pane.scrollHeight <= pane.clientHeight) return;
    const inside = pane.getBoundingClientRect(), box = element.getBoundingClientRect();
    if (box.top < inside.top + 48 || box.bottom > inside.bottom) pane.scrollTop += box.top - inside.top - pane.clientHeight / 3;
  }
  // What a scroll has put under a mouse that rests is not what somebody points to.
  let rest = "";
  panes.addEventListener("mousemove", (event) => {
    const at = `${event.screenX} ${event.screenY}`;
    if (at !== rest && idsAt(event.target).join(" ") !== lit) point(event.target);
    rest = at;
  });
  panes.addEventListener("focusin", (event) => point(event.target));
  panes.addEventListener("mouseleave", () => light([]));

  function show(pane) {
    panes.dataset.shows = pane;
    for (const button of document.querySelectorAll("[data-pane]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
    }
  }
  document.querySelector(".rb-switch").addEventListener("click", (event) => {
    const button = event.target.closest("[data-pane]");
    if (!button) return;
    const goal = button.dataset.pane === "text" ? panes.querySelector(`.rb-words[data-d~="${latest}"]`) : card(latest);
    show(button.dataset.pane);
    goal?.scrollIntoView({ block: "center" });
  });

  function follow(link) {
    const [, kind, id] = link.hash.match(/^#([dwl])(\d+)$/) || [];
    if (!kind) return false;
    const goal = document.getElementById(`${kind}${id}`);
    if (!goal) return false;
    pinned = kind === "l" ? [] : [id];
    latest = kind === "l" ? latest : id;
    show(kind === "d" ? "drafts" : "text");
    if (kind === "d" && goal.hidden) clearFilters();
    goal.scrollIntoView({ block: "center" });
    const focused = kind === "d" ? goal : kind === "w" ? panes.querySelector(`.rb-words[data-d~="${id}"]`) : null;
    focused?.focus({ preventScroll: true });
    light([]);
    return true;
  }

  // ---- filters
  const filters = [...document.querySelectorAll("[data-filter]")];
  const address = new URL(location.href);
  function passes(each, { filter }, value) {
    if (!value) return true;
    if (filter !== "confidence") return each.dataset[filter] === value;
    const percent = Number(each.dataset.confidence);
    return value < 0 ? percent < -value : percent >= value;
  }
  function sift() {
    let count = 0;
    for (const each of cards.querySelectorAll(".rb-card")) {
      each.hidden = !filters.every((filter) => passes(each, filter.dataset, filter.value));
      if (!each.hidden) count += 1;
    }
    const shown = document.querySelector("[data-shown]");
    shown.textContent = shown.dataset.words.replace("%s", count);
  }
  function clearFilters() {
    for (const filter of filters) filter.value = "";
    remember();
    sift();
  }
  function remember() {
    for (const filter of filters) {
      if (filter.value) address.searchParams.set(filter.dataset.filter, filter.value);
      else address.searchParams.delete(filter.dataset.filter);
    }
    history.replaceState(null, "", address);
  }
  for (const filter of filters) {
    const value = address.searchParams.get(filter.dataset.filter);
    if (value && [...filter.options].some((option) => option.value === value)) filter.value = value;
    filter.addEventListener("change", () => { remember(); sift(); });
  }

  function countTicked() {
    const place = document.querySelector("[data-ticked]");
    const count = cards.querySelectorAll("input[name=chosen]:checked").length;
    if (place) place.textContent = count ? `(${count})` : "";
    const many = document.querySelector(".rb-many");
    if (many && count) many.open = true;
  }

  // ---- changes in place
  async function ask(url, body) {
    say(acts.dataset.working);
    let response;
    try {
      response = await fetch(url, { method: body ? "POST" : "GET", body, headers: { "X-In-Place": "1" } });
    } catch {
      say(acts.dataset.offline, true);
      return null;
    }
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isJson) {
      say(response.redirected ? acts.dataset.expired : response.status === 404 ? acts.dataset.gone : acts.dataset.offline, true);
      return null;
    }
    const answer = await response.json();
    say(answer.error || answer.told, Boolean(answer.error));
    return answer;
  }

  // A form that is open in a card stays as it was typed; it goes on from the version that its card has now.
  function put(changes) {
    const hold = document.createElement("template");
    for (const { id, after, html } of changes.cards) {
      hold.innerHTML = html.trim();
      const fresh = hold.content.firstElementChild;
      const old = card(id);
      if (old) {
        const edit = old.querySelector(".rb-edit");
        if (!edit.hidden) {
          fresh.querySelector(".rb-edit").replaceWith(edit);
          for (const version of edit.querySelectorAll("input[name=version]")) version.value = fresh.dataset.version;
        }
        const box = old.querySelector("input[name=chosen]"), now = fresh.querySelector("input[name=chosen]");
        if (box && now) now.checked = box.checked;
        old.replaceWith(fresh);
      } else if (after && card(after)) card(after).after(fresh);
      else cards.prepend(fresh);
    }
    for (const id of changes.gone) card(id)?.remove();
    for (const [number, html] of Object.entries(changes.lines)) {
      panes.querySelector(`[data-line="${number}"]`).innerHTML = html;
    }
    summarize(changes.summary);
    document.getElementById("rb-uncovered").innerHTML = changes.uncovered;
    cards.querySelector(".db-empty")?.remove();
    sift();
    countTicked();
    light([]);
  }

  // What is chosen for many at once stays chosen.
  function summarize(html) {
    const summary = document.getElementById("rb-summary");
    const chosen = [...summary.querySelectorAll("input:not([type=hidden]), select")];
    summary.innerHTML = html;
    for (const { name, value, checked } of chosen) {
      const now = summary.querySelector(`[name="${name}"]`);
      if (now) { now.value = value; now.checked = checked; }
    }
  }

  let running = Promise.resolve();
  const inTurn = (step) => { running = running.then(step, step); return running; };

  async function carryOut(button, body) {
    const origin = button.closest(".rb-card")?.dataset.draft;
    const answer = await ask(acts.getAttribute("action"), body);
    if (!answer || !answer.cards) return;
    for (const box of body.getAll("chosen").length ? cards.querySelectorAll("input[name=chosen]:checked") : []) box.checked = false;
    put(answer);
    if (origin) card(origin)?.focus({ preventScroll: true });
  }

  acts.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.dataset.confirm && !window.confirm(button.dataset.confirm)) { event.preventDefault(); return; }
    if (button?.value === "apply") {
      const digests = [...cards.querySelectorAll(".rb-card")].map((each) => each.dataset.digest).filter(Boolean);
      document.querySelector("input[name=promised]").value = digests.join(".");
      return;
    }
    event.preventDefault();
    const body = new FormData(acts);
    body.set("act", button.value);
    inTurn(() => carryOut(button, body));
  });

  async function open(id, url) {
    const edit = card(id).querySelector(".rb-edit");
    if (!edit.hidden) { edit.querySelector("[name=name]").focus(); return; }
    const answer = await ask(url);
    if (!answer) return;
    edit.innerHTML = answer.form;
    edit.hidden = false;
    edit.querySelector("[name=name]").focus();
  }

  cards.addEventListener("submit", (event) => {
    const form = event.target.closest(".rb-edit form");
    if (!form) return;
    event.preventDefault();
    const edit = form.closest(".rb-edit");
    const id = form.closest(".rb-card").dataset.draft;
    inTurn(async () => {
      const answer = await ask(form.getAttribute("action"), new FormData(form));
      if (!answer) return;
      if (answer.form) { edit.innerHTML = answer.form; edit.querySelector(".db-error")?.scrollIntoView({ block: "center" }); return; }
      edit.hidden = true;
      edit.innerHTML = "";
      put(answer);
      card(id)?.focus({ preventScroll: true });
    });
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.matches("[data-edit]")) {
      event.preventDefault();
      const id = link.closest(".rb-card").dataset.draft;
      inTurn(() => open(id, link.href));
      return;
    }
    if (link.matches("[data-close]") && link.closest(".rb-edit")) {
      event.preventDefault();
      const within = link.closest(".rb-card");
      within.querySelector(".rb-edit").hidden = true;
      within.querySelector(".rb-edit").innerHTML = "";
      within.focus({ preventScroll: true });
      return;
    }
    if (link.hash && follow(link)) event.preventDefault();
  });
  cards.addEventListener("change", (event) => { if (event.target.name === "chosen") countTicked(); });
  window.addEventListener("beforeunload", (event) => {
    if (cards.querySelector(".rb-edit:not([hidden])")) event.preventDefault();
  });

  sift();
  countTicked();
})();
