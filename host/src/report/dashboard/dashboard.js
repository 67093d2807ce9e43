"use strict";
// Shows, filters, sorts and unfolds the rows that are in the page as data. Texts of the data become text nodes, never HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = (number) => (number === null ? "" : data.texts[number]);
  const STEP = 100;
  const OPEN = "open and reopened";

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const plain = (value) => value.toLocaleLowerCase().normalize("NFKC");

  // ---- the filters -------------------------------------------------------------------------------------------
  const form = document.getElementById("filters");
  const CHOICES = ["distributor", "class", "severity", "state"];
  const TYPED = ["text", "customer", "sku"];
  const wanted = {};
  const readForm = () => {
    for (const name of [...CHOICES, ...TYPED]) wanted[name] = plain(form.elements[name].value.trim());
  };

  // ---- a table -----------------------------------------------------------------------------------------------
  class List {
    constructor(key, { columns, title, rows }) {
      this.key = key;
      this.columns = columns;
      this.title = title;
      this.table = document.querySelector(`table[data-table="${key}"]`);
      this.body = this.table && this.table.tBodies[0];
      this.rows = rows.map((numbers, place) => {
        const cells = numbers.map(text);
        return { cells, place, search: null };
      });
      this.sorted = null;
      this.shown = STEP;
      this.unfolded = new Set();
      this.roles = {};
      columns.forEach((column, place) => {
        if (column.role) (this.roles[column.role] ||= []).push(place);
      });
      this.visible = columns.map((column, place) => place).filter((place) => columns[place].kind !== "hidden");
      if (this.table) this.dress();
    }

    dress() {
      const heads = this.table.tHead.rows[0].cells;
      this.visible.forEach((place, at) => {
        const button = element("button", { type: "button" }, this.columns[place].label);
        button.addEventListener("click", () => this.sort(place));
        heads[at].replaceChildren(button);
      });
      if (this.key === "findings") {
        this.table.tHead.rows[0].prepend(
          element("th", { scope: "col" }, element("span", { class: "visually-hidden" }, "unfold")),
        );
      }
      this.more = element("div", { class: "more" });
      this.table.parentElement.after(this.more);
    }

    sort(place) {
      const heads = this.table.tHead.rows[0].cells;
      const numeric = ["number", "percent"].includes(this.columns[place].kind);
      const same = this.sorted && this.sorted.place === place;
      // Figures are wanted largest first.
      const ascending = same ? !this.sorted.ascending : !numeric;
      this.sorted = { place, ascending };
      const offset = this.key === "findings" ? 1 : 0;
      this.visible.forEach((column, at) => {
        const head = heads[at + offset];
        if (column === place) head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        else head.removeAttribute("aria-sort");
      });
      const order = ["high", "medium", "low"];
      const value = this.columns[place].role === "severity"
        ? (row) => -order.indexOf(row.cells[place])
        : numeric
          ? (row) => {
              const cleaned = row.cells[place].replace(/[^0-9.-]/g, "");
              return cleaned === "" ? null : Number(cleaned);
            }
          : (row) => row.cells[place] || null;
      const collator = new Intl.Collator(undefined, { numeric: true });
      const keys = new Map(this.rows.map((row) => [row, value(row)]));
      this.rows.sort((one, other) => {
        const a = keys.get(one);
        const b = keys.get(other);
        // What is unknown stands last, whatever the direction.
        if (a === null || b === null) return (a === null) - (b === null) || one.place - other.place;
        const difference = typeof a === "number" ? a - b : collator.compare(a, b);
        return (ascending ? difference : -difference) || one.place - other.place;
      });
      this.shown = STEP;
      this.draw();
    }

    matches(row) {
      const some = (role, test) => this.roles[role].some((place) => test(row.cells[place]));
      if (wanted.customer && this.roles.customer && !some("customer", (cell) => plain(cell).includes(wanted.customer))) return false;
      if (wanted.sku && this.roles.sku && !some("sku", (cell) => plain(cell).includes(wanted.sku))) return false;
      if (wanted.distributor && this.roles.distributor
        && !some("distributor", (cell) => plain(cell).split(", ").includes(wanted.distributor))) return false;
      if (this.key === "findings") {
        if (wanted.class && !some("class", (cell) => cell === wanted.class)) return false;
        if (wanted.severity && !some("severity", (cell) => cell === wanted.severity)) return false;
        if (wanted.state === OPEN && !some("state", (cell) => cell === "open" || cell === "reopened")) return false;
        if (wanted.state && wanted.state !== OPEN && !some("state", (cell) => cell === wanted.state)) return false;
      }
      if (wanted.text) {
        row.search ??= plain(row.cells.join("\n") + (this.key === "findings" ? "\n" + told(row.place).join("\n") : ""));
        if (!wanted.text.split(/\s+/).every((word) => row.search.includes(word))) return false;
      }
      return true;
    }

    draw(everything = false) {
      if (!this.table) return;
      this.matching = this.rows.filter((row) => this.matches(row));
      const part = everything ? this.matching : this.matching.slice(0, this.shown);
      this.body.replaceChildren(...part.flatMap((row) => this.row(row)));
      this.offer();
    }

    row(row) {
      const cells = this.visible.map((place) => {
        const { kind, role } = this.columns[place];
        const value = row.cells[place];
        const cell = element("td", {}, value);
        if (kind === "text") cell.dir = "auto";
        else if (kind === "word") cell.className = role === "severity" ? `word ${value}` : "word";
        else {
          cell.className = value === "unknown" ? "number none" : "number";
        }
        return cell;
      });
      const made = element("tr", {}, ...cells);
      if (this.key !== "findings") return [made];
      const id = row.cells[0];
      const unfolded = this.unfolded.has(id);
      const button = element("button", {
        type: "button", class: "unfold", "aria-expanded": String(unfolded),
        "aria-label": `How finding ${id} is calculated`,
      }, unfolded ? "▾" : "▸");
      button.addEventListener("click", () => {
        const open = button.getAttribute("aria-expanded") !== "true";
        button.setAttribute("aria-expanded", String(open));
        button.textContent = open ? "▾" : "▸";
        if (open) {
          this.unfolded.add(id);
          made.after(detail(row, this.visible.length + 1));
        } else {
          this.unfolded.delete(id);
          made.nextElementSibling.remove();
        }
      });
      made.dataset.finding = id;
      made.prepend(element("td", {}, button));
      return unfolded ? [made, detail(row, this.visible.length + 1)] : [made];
    }

    offer() {
      const rest = this.matching.length - this.body.querySelectorAll("tr:not(.detail)").length;
      const said = `${this.matching.length - rest} of ${this.matching.length} shown`;
      this.more.replaceChildren(element("span", { class: "note" }, this.matching.length ? said : "No row matches the filters."));
      if (rest > 0) {
        const more = element("button", { type: "button" }, `Show ${Math.min(STEP, rest)} more`);
        more.addEventListener("click", () => {
          this.shown += STEP;
          const last = this.body.lastElementChild;
          this.body.append(...this.matching.slice(this.shown - STEP, this.shown).flatMap((row) => this.row(row)));
          this.offer();
          // The keyboard goes on where the new rows begin.
          const next = last && last.nextElementSibling && last.nextElementSibling.querySelector("button");
          (next || this.more.querySelector("button") || this.table.parentElement).focus();
        });
        this.more.append(more);
      }
    }
  }

  // ---- what a finding unfolds into ---------------------------------------------------------------------------
  const told = (place) => data.details[place][0].map(text);
  const detail = (row, width) => {
    const [, steps, sources, left] = data.details[row.place];
    const [action, gap, confidence, stale, muted] = told(row.place);
    const cell = element("td", { colspan: width });
    const line = (label, value) => value && cell.append(element("p", {}, element("strong", {}, `${label}: `), value));
    line("What to do", action);
    line("Could be billed per month", gap && `${gap} ${row.cells[8]}`);
    line("The links that it is based on are", confidence);
    line("Not up to date", stale);
    line("Muted", muted);
    const arithmetic = element("table", { class: "steps" }, element("caption", {}, "How it is calculated"));
    const body = element("tbody");
    for (const [label, value] of steps) {
      body.append(element("tr", {}, element("th", { scope: "row", dir: "auto" }, text(label)),
        element("td", { class: "number" }, value === null ? "unknown" : text(value))));
    }
    arithmetic.append(body);
    cell.append(element("div", { class: "table" }, arithmetic));
    const byTable = new Map();
    for (const number of sources) {
      const [table] = data.sources[number];
      if (!byTable.has(table)) byTable.set(table, []);
      byTable.get(table).push(data.sources[number]);
    }
    for (const [number, rows] of byTable) {
      const { name, columns } = data.sourceTables[number];
      const used = columns.map((_, at) => at).filter((at) => rows.some(([, , values]) => values[at] !== null));
      const head = element("tr", {}, element("th", { scope: "col" }, "id"),
        ...used.map((at) => element("th", { scope: "col" }, columns[at].replaceAll("_", " "))));
      const lines = rows.map(([, key, values]) => element("tr", {}, element("th", { scope: "row" }, text(key)),
        ...used.map((at) => element("td", { dir: "auto" }, text(values[at])))));
      cell.append(element("div", { class: "table" }, element("table", {},
        element("caption", {}, `Rows of ${name}`), element("thead", {}, head), element("tbody", {}, ...lines))));
    }
    if (left > 0) cell.append(element("p", { class: "note" }, `${left} more rows are not on this page.`));
    cell.append(element("p", { class: "note" }, `seatwise findings show ${row.cells[0]}`));
    return element("tr", { class: "detail" }, cell);
  };

  // ---- all together ------------------------------------------------------------------------------------------
  const lists = Object.entries(data.tables).map(([key, table]) => new List(key, table));
  const values = (role, split = (cell) => [cell]) => {
    const found = new Set();
    for (const list of lists) {
      const place = (list.roles[role] || [])[0];
      if (place !== undefined) for (const row of list.rows) for (const value of split(row.cells[place])) if (value) found.add(value);
    }
    return [...found].sort(new Intl.Collator().compare);
  };
  const choose = (name, options) => {
    form.elements[name].replaceChildren(element("option", { value: "" }, "all"),
      ...options.map((value) => element("option", { value }, value)));
  };
  choose("distributor", values("distributor", (cell) => cell.split(", ")));
  choose("class", values("class"));
  choose("severity", ["high", "medium", "low"]);
  choose("state", [OPEN, "open", "reopened", "muted", "resolved"]);
  form.elements.state.options[1].defaultSelected = true;
  form.elements.state.value = OPEN;
  const suggest = (id, names) => document.getElementById(id).replaceChildren(
    ...names.slice(0, 2000).map((value) => element("option", { value })));
  suggest("customer-names", values("customer"));
  suggest("sku-names", values("sku"));

  // The filters are part of the address, so that a link leads to what one sees.
  const remember = () => {
    const given = new URLSearchParams();
    for (const name of [...CHOICES, ...TYPED]) {
      const value = form.elements[name].value.trim();
      if (value && !(name === "state" && value === OPEN)) given.set(name, value);
    }
    const hash = given.size ? `#?${given}` : "";
    if (hash || location.hash.startsWith("#?")) history.replaceState(null, "", hash || location.pathname + location.search);
  };
  const recall = () => {
    if (!location.hash.startsWith("#?")) return;
    for (const [name, value] of new URLSearchParams(location.hash.slice(2))) {
      if ([...CHOICES, ...TYPED].includes(name)) form.elements[name].value = value;
    }
  };
  const drifts = [...document.querySelectorAll(".drift")];
  const apply = (remembered = true) => {
    readForm();
    for (const list of lists) {
      list.shown = STEP;
      list.draw();
    }
    for (const drift of drifts) {
      const { customer, sku, distributor } = drift.dataset;
      drift.hidden = !(plain(customer).includes(wanted.customer) && plain(sku).includes(wanted.sku)
        && (!wanted.distributor || ["mixed", wanted.distributor].includes(plain(distributor))));
    }
    const findings = lists.find((list) => list.key === "findings");
    form.elements.count.value = findings.matching
      ? `${findings.matching.length} of ${findings.rows.length} findings`
      : "no findings";
    if (remembered) remember();
  };
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 60);
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", () => {
    if (location.hash.startsWith("#?")) {
      recall();
      apply(false);
    }
  });
  // On paper there is nothing to click: all that matches is printed.
  window.addEventListener("beforeprint", () => lists.forEach((list) => list.draw(true)));
  window.addEventListener("afterprint", () => lists.forEach((list) => list.draw()));
  form.hidden = false;
  recall();
  apply(false);
})();
