"use strict";
/* The rows of the long tables as data: reading an island, searching, filtering, sorting. Nothing here touches the page
   beyond reading the island's text. The island's shape is described in docs/formats.md. */

const STATES = { o: "ok", b: "bad", f: "fail", w: "warn", p: "open", i: "info", n: "none" };
const SEVERITY = ["bad", "fail", "open", "warn", "info", "ok", "none"];
const settings = JSON.parse(document.getElementById("settings").textContent);
const strings = settings.strings;
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? (typeof values[name] === "number" ? values[name].toLocaleString("en-US") : values[name]) : whole);
}

/* A table of `n` rows, of which the page itself holds the first `nStatic`. `cell(column, row)` gives `{text, state, href, value}`; `details(row)` a list of pairs. */
function readIsland(element) {
  const island = JSON.parse(element.textContent);
  const columns = island.columns.map((column) => readColumn(column, island.anchors));
  const table = {
    id: element.dataset.table,
    n: island.states.length,
    nStatic: Number(element.dataset.static),
    width: columns.length,
    anchors: island.anchors || [],
    cell: (column, row) => columns[column](row),
    state: (row) => STATES[island.states[row]],
    hasMore: (row) => Boolean((island.details && island.details.rows[row].length > 1) || (island.tables && island.tables.rows[row].length)),
    details: (row) => (island.details ? readDetails(island.details, row) : []),
    tables: (row) => (island.tables ? readTables(island.tables, row, columns[0](row).text) : []),
  };
  table.haystack = lazily(() => Array.from({ length: table.n }, (_, row) => haystack(table, row)));
  return table;
}

/* A cell's link: its own, or one into what its row unfolds. */
function readColumn(column, anchors) {
  const href = (row, state) => (column.into && state !== "none" ? "#" + anchors[row] + "-" + column.into : column.hrefs ? column.hrefs[row] : "");
  if (column.words) {
    const words = column.words.map(([text, state, value]) => ({ text, state: STATES[state || "n"], value: value ?? null }));
    return (row) => ({ ...words[column.rows[row]], href: href(row, words[column.rows[row]].state) });
  }
  return (row) => ({
    text: column.texts[row],
    state: column.states ? STATES[column.states[row]] : "none",
    value: column.values ? column.values[row] : null,
    href: href(row, column.states ? STATES[column.states[row]] : "none"),
  });
}

function readDetails(details, row) {
  const [shape, ...texts] = details.rows[row];
  return details.shapes[shape].map(([label, isCode, state], number) => {
    const text = texts[number];
    return { label, isCode: Boolean(isCode), state: STATES[state], text: typeof text === "number" ? details.words[text] : text };
  });
}

/* The small tables below a row: each its pattern with the row's name and what varies filled in. */
function readTables(tables, row, name) {
  return tables.rows[row].map(([pattern, ...fill]) => {
    const text = tables.patterns[pattern].replace(/\u0001(n|\d+)\u0001/g, (_, slot) => (slot === "n" ? JSON.stringify(name).slice(1, -1) : fill[slot]));
    const [caption, columns, rows, note, copies, anchors] = JSON.parse(text);
    return { caption, columns, note, copies, anchors: anchors || [], rows: rows.map((cells) => cells.map(([text, state, href]) => ({ text, state: STATES[state || "n"], href: href || "" }))) };
  });
}

function haystack(table, row) {
  const texts = [];
  for (let column = 0; column < table.width; column++) texts.push(table.cell(column, row).text);
  for (const pair of table.details(row)) texts.push(pair.text);
  for (const small of table.tables(row)) for (const cells of small.rows) for (const cell of cells) texts.push(cell.text);
  return texts.join("\n").toLowerCase();
}

function lazily(make) {
  let value;
  return () => (value === undefined ? (value = make()) : value);
}

/* The numbers of the rows that hold every word of `query`, are in `state` ("" for any) and whose cells are as
   `choices` (a map from column to `{by: "text" or "state", wanted}`) asks. */
function matchingRows(table, { query, state, hidesEqual, choices }) {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = wanted.length ? table.haystack() : [];
  const rows = [];
  for (let row = 0; row < table.n; row++) {
    if (state && table.state(row) !== state) continue;
    if (hidesEqual && table.state(row) === "ok") continue;
    if (wanted.some((word) => !texts[row].includes(word))) continue;
    if ([...choices].some(([column, { by, wanted }]) => table.cell(column, row)[by] !== wanted)) continue;
    rows.push(row);
  }
  return rows;
}

/* `rows` in the order of `column`; what is empty comes last in either direction. */
function sortedRows(table, rows, column, kind, isDescending) {
  const keys = new Map(rows.map((row) => [row, sortKey(table.cell(column, row), kind)]));
  const sign = isDescending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = keys.get(a);
    const y = keys.get(b);
    if (x === null || y === null) return (x === null) - (y === null) || a - b;
    return sign * (typeof x === "number" && typeof y === "number" ? x - y : collator.compare(String(x), String(y))) || a - b;
  });
}

function sortKey(cell, kind) {
  if (cell.value !== null) return cell.value;
  // the worst first, and of these the largest: its number is the last thing in its text
  if (kind === "state" && cell.text) return SEVERITY.indexOf(cell.state) + " " + (1e15 - Number((/([\d,]+)[)）]$/.exec(cell.text) || ["", "0"])[1].replaceAll(",", ""))) + " " + cell.text;
  return cell.text === "" || kind === "number" ? null : cell.text;
}
