// Moves the progress bars of exports that are being written; once one is ready, the page is loaded anew.
"use strict";

(() => {
  const page = document.querySelector("[data-exports]");
  const bars = [...document.querySelectorAll("progress[data-export]")];
  if (!page || !bars.length) return;
  const PAUSE = 1500;

  const look = async () => {
    let waiting;
    try {
      const response = await fetch(page.dataset.exports, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error("no answer");
      waiting = new Map((await response.json()).exports.map((each) => [String(each.id), each]));
    } catch {
      setTimeout(look, 4 * PAUSE);
      return;
    }
    if (bars.some((bar) => !waiting.has(bar.dataset.export))) {
      location.reload();
      return;
    }
    for (const bar of bars) {
      const { percent, words } = waiting.get(bar.dataset.export);
      bar.value = percent;
      document.querySelector(`[data-export-words="${bar.dataset.export}"]`).textContent = words;
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
})();
