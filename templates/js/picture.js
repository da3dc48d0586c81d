"use strict";
/* The whole job at a glance: a strip of small cells for each table, one a comparison, grouped by database and schema.
   It shows what the coverage table holds, which stays its alternative; a click leads to the row. */

const ROOMY = 400; // tables up to which a cell is large enough for its sign
const CROWDED = 3000; // tables from which cells are as small as can be seen, so that ten thousand fit a screen
const SIGNS = { ok: "✓", bad: "≠", fail: "✗", warn: "!", open: "?", info: "i", none: "–" };

function picture(table, region) {
  const columns = [...region.querySelectorAll(":scope > table > thead th")].map((head, number) => ({ head, number })).filter(({ head }) => head.dataset.kind === "state");
  if (columns.length < 2 || table.n < 2) return;
  columns.shift(); // the standing sums the others up
  const cell = table.n <= ROOMY ? { width: 15, height: 13 } : { width: table.n <= CROWDED ? 6 : 4, height: Math.max(3, Math.floor(8 / columns.length)) };
  const groups = new Map();
  for (let row = 0; row < table.n; row++) {
    const name = table.cell(0, row).text;
    const group = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name;
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(row);
  }
  const names = columns.map(({ head }) => head.textContent.trim());
  const figure = element("figure", { class: "picture" }, element("figcaption", {}, fill(strings.picture, { comparisons: names.join(" · ") })));
  for (const group of [...groups.keys()].sort(collator.compare)) {
    const rows = groups.get(group);
    const canvas = element("canvas", { role: "img", "aria-label": group + ": " + rows.length.toLocaleString("en-US") });
    const at = (event) => {
      const perLine = Math.max(1, Math.floor(canvas.clientWidth / cell.width));
      const line = Math.floor(event.offsetY / (cell.height * columns.length + 4));
      return rows[line * perLine + Math.floor(event.offsetX / cell.width)];
    };
    canvas.addEventListener("click", (event) => { const row = at(event); if (row !== undefined) location.hash = table.anchors[row]; });
    canvas.addEventListener("mousemove", (event) => {
      const row = at(event);
      canvas.title = row === undefined ? "" : [table.cell(0, row).text, ...columns.map(({ number }, index) => names[index] + ": " + table.cell(number, row).text)].join("\n");
    });
    figure.append(element("div", { class: "group" }, element("span", { class: "group-name" }, ...withBreaks(group), element("small", {}, " " + rows.length.toLocaleString("en-US"))), canvas));
    canvas.drawCells = () => drawCells(table, canvas, rows, columns, cell);
  }
  let place = region;
  while (place.previousElementSibling && place.previousElementSibling.matches(".tools, .table-title")) place = place.previousElementSibling;
  place.before(figure);
  const drawAll = () => { for (const canvas of figure.querySelectorAll("canvas")) canvas.drawCells(); };
  addEventListener("resize", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  drawAll();
}

function drawCells(table, canvas, rows, columns, cell) {
  const style = getComputedStyle(canvas);
  const colours = Object.fromEntries(SEVERITY.map((state) => [state, style.getPropertyValue("--" + state + "-bar")]));
  const width = canvas.parentElement.clientWidth;
  const perLine = Math.max(1, Math.floor(width / cell.width));
  const strip = cell.height * columns.length + 4;
  const height = Math.ceil(rows.length / perLine) * strip;
  const scale = devicePixelRatio || 1;
  Object.assign(canvas, { width: width * scale, height: height * scale });
  Object.assign(canvas.style, { width: width + "px", height: height + "px" });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  pen.font = "700 10px sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  rows.forEach((row, place) => {
    const x = (place % perLine) * cell.width;
    const y = Math.floor(place / perLine) * strip;
    columns.forEach(({ number }, index) => {
      const state = table.cell(number, row).state;
      const top = y + index * cell.height;
      pen.fillStyle = colours[state];
      // what is not equal fills its cell, so that it is seen without its colour too
      const inset = state === "ok" || state === "info" || state === "none" ? 1 : 0;
      const gap = cell.width < 12 ? 0 : 1;
      pen.fillRect(x, top, cell.width - gap - inset, cell.height - 1 - inset * gap);
      if (cell.width < 12) return;
      pen.fillStyle = "#ffffff";
      pen.fillText(SIGNS[state], x + (cell.width - 1) / 2, top + cell.height / 2);
    });
  });
}
