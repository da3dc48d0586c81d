"use strict";
/* One stop for the Tab key in the rows of a table: arrows lead up and down between rows and sideways within one. */

const HANDLES = ":scope > th :is(a, button), :scope > td :is(a, button)";

function handlesOf(line) {
  return [...line.querySelectorAll(HANDLES)];
}

function linesOf(region) {
  return [...region.querySelectorAll(":scope > table > tbody > tr.row")].filter((line) => line.querySelector(HANDLES));
}

/* Leave one of the rows' handles to the Tab key: `kept`, or the first. */
function settle(region, kept) {
  for (const line of linesOf(region)) for (const handle of handlesOf(line)) handle.tabIndex = handle === (kept ||= handle) ? 0 : -1;
}

function rove(region) {
  settle(region);
  region.addEventListener("focusin", (event) => {
    const line = event.target.closest("tr.row");
    if (line && line.closest(".table") === region && event.target.matches("a, button")) settle(region, event.target);
  });
  region.addEventListener("keydown", (event) => {
    const line = event.target.closest("tr.row");
    if (!line || !event.target.matches("a, button") || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = reached(region, line, event.target, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  region.dataset.keys = strings.row_keys;
}

/* The handle that a key leads to from `handle`. */
function reached(region, line, handle, key) {
  const lines = linesOf(region);
  const own = handlesOf(line);
  const place = own.indexOf(handle);
  const at = (number) => lines[number] && (handlesOf(lines[number])[Math.min(place, handlesOf(lines[number]).length - 1)]);
  switch (key) {
    case "ArrowDown": return at(lines.indexOf(line) + 1);
    case "ArrowUp": return at(lines.indexOf(line) - 1);
    case "Home": return at(0);
    case "End": return at(lines.length - 1);
    case "ArrowRight": return own[place + 1];
    case "ArrowLeft": return own[place - 1];
    default: return undefined;
  }
}
