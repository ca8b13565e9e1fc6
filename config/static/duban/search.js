// Ctrl+K from anywhere: into the search field, or to the search page where the menu is closed.
"use strict";
(() => {
  const field = document.getElementById("db-search");
  if (!field) return;
  const main = document.getElementById("db-search-main");
  // A browser may leave out its own autofocus, for one while the page is not drawn yet.
  if (main && main.autofocus) main.focus();
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    const shown = [main, field].find((input) => input && input.offsetParent !== null);
    if (shown) { shown.focus(); shown.select(); } else { location.assign(field.form.action); }
  });
})();
