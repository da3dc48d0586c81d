"use strict";
/* Start: give the tables their controls, follow links to rows, take the key that searches. */

document.documentElement.classList.add("js");
const tables = [...document.querySelectorAll("script.island")].map(enhance);
for (const { table, region } of tables) if (table.id === "coverage-table") picture(table, region);
for (const line of document.querySelectorAll("tr.row")) if (!line.querySelector(".toggle, .here")) addHandles(line);
for (const region of document.querySelectorAll(".table:has(> table > tbody > tr.row)")) rove(region);

const fitAll = () => document.querySelectorAll(".table").forEach(fit);
addEventListener("resize", fitAll);
addEventListener("toggle", fitAll, true);
fitAll();

function followLink() {
  let anchor = "";
  try {
    anchor = decodeURIComponent(location.hash.slice(1));
  } catch {
    return;
  }
  if (!anchor) return;
  const [id, asked] = anchor.split("?");
  const shown = asked !== undefined && tables.find((table) => table.region.id === id);
  if (shown) return shown.apply(new URLSearchParams(asked));
  for (const line of document.querySelectorAll(".hit")) line.classList.remove("hit");
  if (!document.getElementById(anchor)) tables.some((table) => table.reveal(anchor));
  const target = document.getElementById(anchor);
  for (const fold of target ? [target.closest(".fold"), target.querySelector(":scope > .fold")] : []) if (fold) fold.open = true;
  if (!target || !target.matches("tr")) return;
  const more = target.closest("tr.more");
  unfold(more ? more.previousElementSibling : target, true);
  target.classList.add("hit");
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
}

/* Paper unfolds what the style sheet says, also where a browser does not know how. */
const unfoldedByPaper = [];
addEventListener("beforeprint", () => {
  unfoldedByPaper.push(...document.querySelectorAll("details:is(.fold, .why):not([open])"));
  for (const fold of unfoldedByPaper) fold.open = true;
});
addEventListener("afterprint", () => { for (const fold of unfoldedByPaper.splice(0)) fold.open = false; });

addEventListener("hashchange", followLink);
followLink();

addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = tables.find((table) => table.search.isConnected && table.region.getBoundingClientRect().bottom > 0);
  if (!next) return;
  event.preventDefault();
  next.search.focus();
});
