// The theme's searchable selects draw fields of their own, which nobody has named for screen readers.
"use strict";

function nameDrawnFields() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const beside = select.labels?.[0] ?? select.closest('[class*="field-"], .form-row')?.querySelector("label");
    const label = select.getAttribute("aria-label") || beside?.textContent.trim();
    if (!label) continue;
    for (const field of select.nextElementSibling?.querySelectorAll('[role="combobox"], [role="textbox"], [role="searchbox"]') ?? []) {
      field.setAttribute("aria-label", label);
      field.removeAttribute("aria-labelledby");
    }
  }
}

// On a phone each cell bears its column's name; the theme calls the first one a selection even where nothing is selected.
function nameFirstCells() {
  const heading = document.querySelector("#result_list thead th:first-child");
  const name = heading?.querySelector(".text a, .text span, a")?.textContent.trim() || heading?.textContent.trim();
  if (!name || heading.querySelector("input")) return;
  for (const cell of document.querySelectorAll("#result_list tbody td:first-child[data-label]")) cell.dataset.label = name;
}

// They may be drawn after the page has loaded, and again whenever a row is added.
window.addEventListener("load", () => {
  nameDrawnFields();
  nameFirstCells();
  new MutationObserver(nameDrawnFields).observe(document.body, { childList: true, subtree: true });
});
