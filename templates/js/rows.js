"use strict";
/* Drawing rows: the same elements as the page's own rows, made from data. Text is only ever set as text. */

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "" && value !== null) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/* The row's element, and below it the one with its details if it has any, which is filled when it is first unfolded. */
function drawRow(table, columns, row) {
  const line = element("tr", { class: "row r-" + table.state(row), id: table.anchors[row] || "" });
  for (let column = 0; column < table.width; column++) {
    const cell = table.cell(column, row);
    const kind = columns[column];
    const chip = kind.kind === "state" && cell.text;
    const css = [kind.css, !chip && cell.state !== "none" ? "s-" + cell.state : ""].filter(Boolean).join(" ");
    line.append(element(column === 0 ? "th" : "td", { class: css, scope: column === 0 ? "row" : "" }, drawContent(cell, chip, kind.kind === "code")));
  }
  if (!table.hasMore(row)) return [line];
  const more = element("tr", { class: "more" }, element("td", { colspan: table.width }));
  more.fill = () => {
    delete more.fill;
    const details = table.details(row);
    const unfolded = element("div", { class: "unfolded" }, ...(details.length ? [drawPairs(details)] : []), ...table.tables(row).flatMap((small) => drawSmall(small, table.anchors[row])));
    more.firstChild.append(element("details", {}, element("summary", {}, strings.details), unfolded));
    makeReady(more, table.cell(0, row).text);
  };
  return [line, more];
}

function drawContent(cell, chip, isName) {
  if (!chip && cell.text.length > settings.longText) return element("div", { class: "scrolling", tabindex: "0" }, cell.text);
  const text = document.createDocumentFragment();
  text.append(...(isName ? withBreaks(cell.text) : [cell.text]));
  const content = cell.href ? element("a", { href: cell.href }, text) : text;
  return chip ? element("span", { class: "chip s-" + cell.state }, content) : content;
}

/* A line may break after each dot and underscore of a name. */
function withBreaks(text) {
  return text.split(/(?<=[._])(?=[\p{L}\p{N}_])/u).flatMap((piece, number) => (number ? [element("wbr", {}), piece] : [piece]));
}

/* A small table below a row, with its note and its buttons. */
function drawSmall(small, anchor) {
  const css = (number) => (small.columns[number][1] === "text" ? "" : small.columns[number][1]);
  const head = element("tr", {}, ...small.columns.map(([label], number) => element("th", { scope: "col", class: css(number) }, label)));
  const lines = small.rows.map((cells, line) => element("tr", { id: small.anchors[line] ? anchor + small.anchors[line] : "" }, ...cells.map((cell, number) => {
    const chip = css(number) === "state" && cell.text;
    const classes = [css(number), !chip && cell.state !== "none" ? "s-" + cell.state : ""].filter(Boolean).join(" ");
    return element(number ? "td" : "th", { class: classes, scope: number ? "" : "row" }, drawContent(cell, chip, css(number) === "code"));
  })));
  const table = element("table", {}, element("caption", {}, small.caption), element("thead", {}, head), element("tbody", {}, ...lines));
  return [
    element("div", { class: "small", role: "group", "aria-label": small.caption, tabindex: "0" }, table),
    ...(small.note ? [element("p", { class: "cut" }, small.note)] : []),
    ...small.copies.map(([label, text]) => element("button", { type: "button", class: "take", "data-text": text }, label)),
  ];
}

/* Pairs of the same label that follow each other share it, as in the page itself. */
function drawPairs(pairs) {
  const list = element("dl", { class: "pairs" });
  let label = null;
  for (const pair of pairs) {
    if (pair.label !== label) list.append(element("div", {}, element("dt", {}, pair.label)));
    label = pair.label;
    list.lastChild.append(element("dd", { class: "s-" + pair.state }, pair.isCode ? element("code", {}, pair.text) : pair.text));
  }
  return list;
}

/* Give a row, drawn or from the page itself, its handles: a button that unfolds its details, a link to itself. */
function addHandles(line) {
  const head = line.querySelector("th");
  const name = (line.querySelector(".code") || head).textContent;
  const more = line.nextElementSibling && line.nextElementSibling.matches(".more") ? line.nextElementSibling : null;
  if (line.id) head.append(element("a", { class: "here", href: "#" + line.id, "aria-label": strings.link_to_row + ": " + name }, "#"));
  if (!more) return;
  if (!more.fill) makeReady(more, name);
  const button = element("button", { class: "toggle", type: "button", "aria-expanded": "false", "aria-label": strings.details + ": " + name });
  button.addEventListener("click", () => unfold(line, !more.classList.contains("open")));
  (head.querySelector(".scrolling") || head).prepend(button);
}

/* What a row unfolds, with its buttons. */
function makeReady(more, name) {
  more.querySelector("details").open = true;
  for (const text of more.querySelectorAll("dd code")) addCopy(text, name);
  for (const button of more.querySelectorAll(".take")) button.addEventListener("click", () => take(button, button.dataset.text, button));
  for (const small of more.querySelectorAll(".small:has(+ .take, + .cut + .take)")) {
    const button = element("button", { type: "button", class: "take" }, strings.copy_csv);
    button.addEventListener("click", () => take(button, csvOf(small.querySelector("table")), small));
    (small.nextElementSibling.matches(".cut") ? small.nextElementSibling : small).after(button);
  }
}

/* The rows of a table as CSV; a text that a spreadsheet would run begins with an apostrophe. */
function csvOf(table) {
  const quoted = (cell) => '"' + cell.textContent.trim().replace(/^[=+\-@]/, "'$&").replaceAll('"', '""') + '"';
  return [...table.rows].map((row) => [...row.cells].map(quoted).join(",")).join("\r\n");
}

function unfold(line, isOpen) {
  const more = line.nextElementSibling;
  if (!more || !more.matches(".more")) return;
  if (isOpen && more.fill) more.fill();
  more.classList.toggle("open", isOpen);
  line.querySelector(".toggle").setAttribute("aria-expanded", String(isOpen));
}

function addCopy(text, name) {
  const label = text.closest("div").querySelector("dt").textContent;
  const button = element("button", { class: "copy", type: "button", "aria-label": strings.copy + ": " + label + ", " + name }, strings.copy);
  button.addEventListener("click", () => take(button, text.textContent, text));
  text.after(button);
}

/* Copy `text`; where the browser does not let a page do so, select what shows it. */
async function take(button, text, shown) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    say(strings.copied);
    button.textContent = strings.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  } catch {
    getSelection().selectAllChildren(shown);
  }
}

/* Let a table that is wider than its place scroll sideways by itself, so that the page does not; the Tab key stops at
   it for that alone. */
function fit(region) {
  region.classList.remove("scrolls");
  const scrolls = region.scrollWidth > region.clientWidth;
  region.classList.toggle("scrolls", scrolls);
  region.tabIndex = scrolls ? 0 : -1;
}

function say(message) {
  document.getElementById("status").textContent = message;
}
