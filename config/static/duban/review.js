// The review queue by keyboard: J next, K previous, A approve, R to the reason for a return.
"use strict";

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const link = { j: 'a[rel="next"]', k: 'a[rel="prev"]' }[key];
  if (link) {
    document.querySelector(link)?.click();
    return;
  }
  const form = document.querySelector(`form[data-key="${key}"]`);
  if (!form) return;
  event.preventDefault();
  const reason = form.querySelector("textarea");
  if (reason) reason.focus(); else form.querySelector("button").click();
});
