"use strict";
/* A long table's controls: search, filters, sorting, pages. The page's own rows stay until one of them is used. */

const FEW = 5; // rows that need no controls

function enhance(island) {
  const table = readIsland(island);
  const region = document.getElementById(table.id);
  const body = region.querySelector(":scope > table > tbody");
  const heads = [...region.querySelectorAll(":scope > table > thead th")];
  const columns = heads.map((head) => ({ label: head.textContent.trim(), css: head.className, kind: head.dataset.kind }));
  const view = { query: "", state: "", hidesEqual: false, choices: new Map(), sort: null, isDescending: false, page: 0, rows: null };
  const tools = element("div", { class: "tools", role: "group", "aria-label": region.querySelector("caption").textContent });
  const pager = makePager(table, (step) => { view.page += step; draw(); region.scrollIntoView({ block: "start" }); });
  const search = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const selects = [];
  const standings = [];

  search.addEventListener("input", () => { view.query = search.value; refresh(); });
  tools.append(element("label", {}, strings.search, search));
  const hide = table.n > FEW && region.id === "coverage-table" ? addHide() : null;
  const standing = hide ? columns.findIndex(({ kind }) => kind === "state") : -1; // the matrix begins with where each table stands
  const picked = columns.map((column, number) => number).filter((number) => columns[number].kind === "state" && number !== standing);
  const place = picked.length > 1 ? element("div", {}) : tools;
  if (hide) addStandings();
  else if (!picked.length) addStateFilter();
  picked.forEach((number) => addChoice(columns[number], number));
  if (place !== tools && place.children.length) tools.append(element("details", { class: "by-column" }, element("summary", {}, strings.by_column), place));
  const clear = element("button", { type: "button" }, strings.clear);
  clear.addEventListener("click", () => { reset(); refresh(); search.focus(); });
  clear.disabled = true;
  tools.append(clear);
  const static_ = document.getElementById(table.id + "-shown");
  if (static_) static_.remove();
  if (table.n > FEW) region.before(tools);
  if (table.n > FEW) region.after(pager.element);
  heads.forEach(makeSortable);
  for (const line of body.querySelectorAll(":scope > tr.row")) addHandles(line);
  view.rows = matchingRows(table, view);
  if (table.n > table.nStatic) drawRows();
  pager.show(view);
  (window.requestIdleCallback || setTimeout)(table.haystack); // so that the first letter typed finds it made

  function addHide() {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => { view.hidesEqual = box.checked; refresh(); });
    tools.append(element("label", { class: "check" }, box, strings.hide_equal));
    return box;
  }

  /* A button for each standing with its number: they are one partition of the tables. */
  function addStandings() {
    const n = new Map();
    for (let row = 0; row < table.n; row++) {
      const { text, state } = table.cell(standing, row);
      n.set(text, { state, n: (n.get(text)?.n || 0) + 1 });
    }
    const group = element("div", { class: "standings", role: "group", "aria-label": columns[standing].label });
    for (const [text, known] of [...n].sort(([, a], [, b]) => SEVERITY.indexOf(a.state) - SEVERITY.indexOf(b.state))) {
      const button = element("button", { type: "button", class: "s-" + known.state, "aria-pressed": "false" }, text + " ", element("b", {}, known.n.toLocaleString("en-US")));
      button.addEventListener("click", () => { stand(button.getAttribute("aria-pressed") === "true" ? "" : text); refresh(); });
      standings.push({ text, button });
      group.append(button);
    }
    tools.append(group);
  }

  function stand(wanted) {
    for (const { text, button } of standings) button.setAttribute("aria-pressed", String(text === wanted));
    if (wanted) view.choices.set(standing, { by: "text", wanted }); else view.choices.delete(standing);
  }

  function addStateFilter() {
    const present = SEVERITY.filter((state) => Array.from({ length: table.n }, (_, row) => row).some((row) => table.state(row) === state));
    if (present.length < 2) return;
    addSelect(strings.row_state, present.map((state) => [state, strings["state_" + state]]), (value) => { view.state = value; });
  }

  /* A column of results is filtered by its words, or by their states where there are too many words to choose from. */
  function addChoice(column, number) {
    const cells = Array.from({ length: table.n }, (_, row) => table.cell(number, row));
    const words = [...new Set(cells.map((cell) => cell.text))].filter(Boolean);
    const states = SEVERITY.filter((state) => cells.some((cell) => cell.state === state));
    if (words.length < 2) return;
    const by = words.length <= 12 ? "text" : "state";
    const n = new Map();
    for (const cell of cells) n.set(cell.text, (n.get(cell.text) || 0) + 1);
    const options = by === "text" ? words.map((word) => [word, word + " (" + n.get(word).toLocaleString("en-US") + ")"]) : states.map((state) => [state, strings["state_" + state]]);
    addSelect(column.label, options, (wanted) => {
      if (wanted) view.choices.set(number, { by, wanted }); else view.choices.delete(number);
    });
  }

  function addSelect(label, options, apply) {
    const select = element("select", {}, element("option", {}, strings.all), ...options.map(([value, text]) => element("option", { value }, text)));
    select.firstChild.value = "";
    select.addEventListener("change", () => { apply(select.value); refresh(); });
    selects.push([select, apply]);
    place.append(element("label", {}, label, select));
  }

  function makeSortable(head, number) {
    const button = element("button", { type: "button" }, ...head.childNodes);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const startsDescending = columns[number].kind === "number";
      if (view.sort !== number) Object.assign(view, { sort: number, isDescending: startsDescending });
      else if (view.isDescending === startsDescending) view.isDescending = !startsDescending;
      else view.sort = null;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      if (view.sort !== null) head.setAttribute("aria-sort", view.isDescending ? "descending" : "ascending");
      refresh();
    });
  }

  function reset() {
    Object.assign(view, { query: "", state: "", hidesEqual: false, page: 0 });
    search.value = "";
    if (hide) hide.checked = false;
    stand("");
    for (const [select, apply] of selects) { select.value = ""; apply(""); }
  }

  function refresh() {
    const rows = matchingRows(table, view);
    view.rows = view.sort === null ? rows : sortedRows(table, rows, view.sort, columns[view.sort].kind, view.isDescending);
    view.page = 0;
    clear.disabled = !(view.query || view.state || view.hidesEqual || view.choices.size);
    remember();
    draw();
  }

  /* Keep filter and sort in the page's address, so that a link shows the same rows. */
  function remember() {
    const asked = new URLSearchParams();
    if (view.query) asked.set("q", view.query);
    if (view.hidesEqual) asked.set("hide", "1");
    if (view.sort !== null) asked.set("sort", (view.isDescending ? "-" : "") + view.sort);
    const pressed = standings.find(({ button }) => button.getAttribute("aria-pressed") === "true");
    if (pressed) asked.set("s", pressed.text);
    selects.forEach(([select], number) => { if (select.value) asked.set("f" + number, select.value); });
    try {
      history.replaceState(null, "", "#" + region.id + (asked.size ? "?" + asked : ""));
    } catch { /* some viewers of local files forbid it */ }
  }

  /* Show what an address asks for. */
  function apply(asked) {
    reset();
    search.value = view.query = asked.get("q") || "";
    if (hide) hide.checked = view.hidesEqual = asked.has("hide");
    stand(asked.get("s") || "");
    selects.forEach(([select, choose], number) => { select.value = asked.get("f" + number) || ""; choose(select.value); });
    const sort = asked.get("sort");
    const wanted = sort === null ? null : Number(sort.replace("-", ""));
    if (wanted !== null && heads[wanted]) {
      Object.assign(view, { sort: wanted, isDescending: sort.startsWith("-") });
      heads[wanted].setAttribute("aria-sort", view.isDescending ? "descending" : "ascending");
    }
    refresh();
    region.scrollIntoView({ block: "start" });
  }

  function drawRows() {
    const first = view.page * table.nStatic;
    const rows = view.rows.slice(first, first + table.nStatic);
    const lines = rows.flatMap((row) => drawRow(table, columns, row));
    if (!lines.length) lines.push(element("tr", {}, element("td", { colspan: table.width, class: "empty" }, strings.no_match)));
    body.replaceChildren(...lines);
    if (hide) foldColumns();
    for (const line of lines) if (line.matches(".row")) addHandles(line);
    settle(region);
    fit(region);
  }

  /* Leave out the comparisons that are silent of every table that the filters let through. */
  function foldColumns() {
    picked.forEach((number) => {
      const isSilent = view.rows.length > 0 && view.rows.every((row) => table.cell(number, row).state === "none");
      for (const line of region.querySelectorAll(":scope > table > thead > tr, :scope > table > tbody > tr.row")) line.children[number].hidden = isSilent;
    });
  }

  function draw() {
    drawRows();
    say(pager.show(view));
  }

  /* Bring the row with `anchor` into the page, whatever is searched or sorted; false if the table has no such row. */
  function reveal(anchor) {
    const row = table.anchors.findIndex((own) => anchor === own || anchor.startsWith(own + "-"));
    if (row < 0) return false;
    if (!view.rows.includes(row)) { reset(); refresh(); }
    view.page = Math.floor(view.rows.indexOf(row) / table.nStatic);
    draw();
    unfold(document.getElementById(table.anchors[row]), true);
    return true;
  }

  return { table, region, search, reveal, apply };
}

/* Which rows are shown, in words that are printed too, and the way to the others. */
function makePager(table, turn) {
  const text = element("p", { class: "shown" });
  const back = element("button", { type: "button" }, strings.previous);
  const forth = element("button", { type: "button" }, strings.next);
  const place = element("span", {});
  const pages = element("div", { class: "pages" }, back, place, forth);
  back.addEventListener("click", () => turn(-1));
  forth.addEventListener("click", () => turn(1));
  return {
    element: element("div", { class: "pager" }, text, pages),
    show(view) {
      const total = table.n;
      const matching = view.rows.length;
      const n = Math.max(1, Math.ceil(matching / table.nStatic));
      const first = matching ? view.page * table.nStatic + 1 : 0;
      const last = Math.min(matching, (view.page + 1) * table.nStatic);
      text.textContent = fill(matching === total ? strings.rows_of : strings.rows_matching, { first, last, matching, total });
      place.textContent = fill(strings.page_of, { page: view.page + 1, pages: n });
      back.disabled = view.page === 0;
      forth.disabled = view.page >= n - 1;
      pages.hidden = n === 1;
      return text.textContent;
    },
  };
}
