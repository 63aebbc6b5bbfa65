/* Quality manual: what the pages gain from JavaScript. Every page is complete without it. */
(function () {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const SCREENFUL = 60;
  /* What is said here; the site puts the words of its language in their place. */
  const WORDS = {"copied": "Copied", "language": "en", "overdue": "Overdue", "search": "Search", "some": "{shown} of {total} {things}", "wide": "Wide content {number}, scrolls sideways"};
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  const counted = (shown, total, things) => (shown === total ? `${total} ${things}` : filled(WORDS.some, { shown, total, things }));
  const once = (element) => !("ready" in element.dataset) && (element.dataset.ready = "") === "";

  /* A select that is asked for a value it does not list, such as a clause of an address, lists it from then on. */
  function choose(field, value) {
    if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
      field.add(new Option(value, value));
    }
    field.value = value;
  }

  /* Shows those of some rows that fit. To lay out a thousand takes a browser a third of a second: the first screens
     answer, the others follow. */
  function shower(rows) {
    let following;
    return (fitting) => {
      clearTimeout(following);
      if (rows.every((row) => row.hidden !== fitting.has(row))) return;
      const first = new Set([...fitting].slice(0, 60));
      for (const row of rows) if (row.hidden === first.has(row)) row.hidden = !first.has(row);
      following = setTimeout(() => { for (const row of fitting) row.hidden = false; }, 150);
    };
  }

  /* Registers: filter, count, state in the address. */
  function filter(form) {
    const table = document.getElementById(form.dataset.for);
    const counter = document.getElementById(form.dataset.for + "-count");
    if (table?.tagName !== "TABLE" || !counter || !once(form)) return;
    /* What a row is asked for is read once. */
    const split = (text) => new Set((text || "").split(" "));
    const rows = new Map(all("tbody tr", table).map((row) => [row, { data: row.dataset, text: plain(row.cells[0].textContent + " " + row.cells[1].textContent), words: {} }]));
    const words = (one, name) => (one.words[name] ||= split(one.data[name]));
    const below = (clause, value) => clause === value || (clause.startsWith(value) && /[.-]/.test(clause[value.length]));
    const tests = {
      find: (value, asked = plain(value)) => (one) => one.text.includes(asked),
      clause: (value) => (one) => [...words(one, "clauses")].some((clause) => below(clause, value)),
      on: (value) => ({ data }) => data.from <= value && !(data.until <= value),
    };
    const test = ([name, value]) => tests[name]?.(value) || ((one) => one.data[name] === value || words(one, name).has(value));
    const noun = (number, one = "one", many = "many") => table.dataset[number === 1 ? one : many];
    let waiting;
    const show = shower([...rows.keys()]);
    function apply(write) {
      const wrong = all("input", form).some(({ validity }) => validity.rangeUnderflow || validity.rangeOverflow);
      const asked = [...new FormData(form)].map(([name, value]) => [name, value.trim()]).filter(([, value]) => value);
      const checks = wrong ? [() => false] : asked.map(test);
      /* To lay out a thousand rows takes a browser half a second: a screenful at once, the rest when typing pauses. */
      const later = [];
      const fitting = new Set([...table.tBodies[0].rows].filter((row) => checks.every((check) => check(rows.get(row)))));
      const shown = fitting.size;
      show(fitting);
      const total = rows.size, day = new Map(asked).get("on");
      counter.textContent = wrong ? form.dataset.range : day ? `${shown} ${noun(shown, "onOne", "onMany")} ${day}` : counted(shown, total, noun(total));
      if (write) history.replaceState(null, "", asked.length ? "?" + new URLSearchParams(asked) : location.pathname);
    }
    const wanted = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name && wanted.get(field.name)) choose(field, wanted.get(field.name));
    form.addEventListener("input", () => apply(true));
    form.addEventListener("reset", () => setTimeout(() => apply(true)));
    form.addEventListener("submit", (event) => event.preventDefault());
    apply(false);
  }

  /* Registers: sort by a column head; empty cells come last either way. */
  function sortable(table) {
    if (!once(table)) return;
    const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    all("thead th", table).forEach((head, column) => {
      if ("nosort" in head.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        all("th[aria-sort]", table).forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        const keyed = [...table.tBodies[0].rows].map((row) => [row.cells[column].textContent.trim(), row]);
        const empty = (text) => text === "\u2013";
        keyed.sort(([a], [b]) => empty(a) - empty(b) || sign * compare(a, b));
        table.tBodies[0].append(...keyed.map(([, row]) => row));
      });
    });
  }

  /* What depends on today: a review date that has passed since the site was built. */
  function due(date) {
    if (!once(date) || date.dateTime >= new Date().toISOString().slice(0, 10)) return;
    const notice = document.querySelector('.qms-doc ~ .qms-notice[data-state="overdue"]');
    if (notice && !notice.hidden) return;
    if (notice?.dataset.from === date.dateTime) {
      const badge = document.querySelector(".qms-doc .qms-state");
      notice.hidden = false;
      badge.dataset.state = "overdue";
      badge.textContent = notice.dataset.word;
    }
    const mark = document.createElement("span");
    mark.className = "qms-state";
    mark.dataset.state = "overdue";
    mark.textContent = WORDS.overdue;
    date.after(" ", mark);
  }

  /* Copy a value, or every line of commands around the button. A page without https has no clipboard of its own. */
  function copy(button) {
    if (!once(button)) return;
    const word = button.textContent;
    button.addEventListener("click", async () => {
      const lines = button.closest("[data-lines]");
      const text = button.dataset.copy ?? all("pre > code", lines).map((line) => line.textContent).join("\n");
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const field = document.createElement("textarea");
        field.value = text;
        document.body.append(field);
        field.select();
        document.execCommand("copy");
        field.remove();
        button.focus();
      }
      button.textContent = WORDS.copied;
      setTimeout(() => { button.textContent = word; }, 2000);
    });
  }

  /* Folds open for a link into them, and chapters for a filter. */
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const folds = [];
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS" && !node.open) folds.push(node);
    if (!target.classList.contains("qms-gone") && !folds.length) return;
    folds.forEach((fold) => { fold.open = true; });
    all(":scope > details", target).forEach((fold) => { fold.open = true; });
    target.scrollIntoView();
  }

  /* The matrix: find by number, title or document, beside the choice of a state; folds without a hit go away. */
  function matrix(view) {
    const form = view.querySelector(".qms-filter"), counter = view.querySelector(".qms-count");
    if (!form || !counter || !once(view)) return;
    const field = form.elements.find, rows = all("li.qms-clause", view);
    const first = new Map(all("details.qms-fold", view).map((fold) => [fold, fold.open]));
    const above = (node) => node.parentElement.closest("details.qms-fold");
    const names = new Map();
    for (const fold of first.keys()) names.set(fold, (names.get(above(fold)) || "") + " " + fold.querySelector(".qms-fold__title").textContent);
    const texts = rows.map((row) => plain(all(".qms-clause__name, .qms-clause__docs", row).map((part) => part.textContent).join(" ") + (names.get(above(row)) || "")));
    const total = rows.filter((row) => row.dataset.state !== "heading").length;
    const show = shower(rows);
    let before = false;
    function apply(write) {
      const asked = plain(field.value.trim()), state = view.querySelector("[name=cs]:checked").value, asks = asked || state !== "all";
      const fits = (row, text) => text.includes(asked) && (state === "all" || (state === "suspect" ? "suspect" in row.dataset : row.dataset.state === state));
      const fitting = new Set(rows.filter((row, number) => fits(row, texts[number])));
      const kept = new Set(), shown = [...fitting].filter((row) => row.dataset.state !== "heading").length;
      for (const row of fitting) for (let fold = above(row); fold && !kept.has(fold); fold = above(fold)) kept.add(fold);
      show(fitting);
      if (asks || before) first.forEach((open, fold) => { fold.hidden = !kept.has(fold); fold.open = asks ? true : open; });
      before = asks;
      counter.textContent = counted(shown.toLocaleString(WORDS.language), total.toLocaleString(WORDS.language), view.dataset[total === 1 ? "one" : "many"]);
      const query = new URLSearchParams([["find", field.value.trim()], ["state", state === "all" ? "" : state]].filter(([, value]) => value));
      if (write) history.replaceState(null, "", query.size ? "?" + query : location.pathname);
    }
    const wanted = new URLSearchParams(location.search);
    field.value = wanted.get("find") || "";
    all("[name=cs]", view).forEach((choice) => { if (choice.value === wanted.get("state")) choice.checked = true; });
    form.addEventListener("input", () => apply(true));
    form.addEventListener("reset", () => setTimeout(apply, 0, true));
    form.addEventListener("submit", (event) => event.preventDefault());
    view.addEventListener("change", (event) => { if (event.target.name === "cs") apply(true); });
    if (wanted.has("find") || wanted.has("state")) apply(false);
  }

  /* Clauses beside the text of a document: kept for the next document, and in the address to hand on. */
  function beside(box) {
    if (!once(box)) return;
    const kept = (value) => { try { return value === undefined ? localStorage.getItem("qms-clauses") : localStorage.setItem("qms-clauses", value); } catch { return null; } };
    box.checked = new URLSearchParams(location.search).has("clauses") || kept() === "shown";
    box.addEventListener("change", () => {
      kept(box.checked ? "shown" : "hidden");
      history.replaceState(null, "", location.pathname + (box.checked ? "?clauses" : "") + location.hash);
    });
  }

  /* Redlines: side by side is the same block twice; the style sheet hides one half of each. */
  function redline(section) {
    const view = section.querySelector(".qms-rl");
    const blocks = all(".qms-rl__block", view).map((block) => [block, [...block.childNodes]]);
    if (!once(section)) return;
    all('input[type="radio"]', section).forEach((input) => input.addEventListener("change", () => {
      for (const [block, inline] of blocks) {
        if (input.value === "inline") { block.replaceChildren(...inline); continue; }
        const pair = document.createElement("div");
        pair.className = "qms-rl__pair";
        for (const side of [view.dataset.old, view.dataset.new]) {
          const half = document.createElement("div"), head = document.createElement("p");
          head.className = "qms-eyebrow";
          head.textContent = side;
          half.append(head, ...inline.map((node) => node.cloneNode(true)));
          pair.append(half);
        }
        block.replaceChildren(pair);
      }
    }));
  }

  /* Material: scroll boxes without a tab stop, a search dialog without a name, two navigations of one name. */
  function scrolls() {
    all(".md-typeset__scrollwrap, .md-typeset pre > code").forEach((box, number) => {
      if (box.scrollWidth > box.clientWidth) Object.assign(box, { tabIndex: 0, role: "region", ariaLabel: filled(WORDS.wide, { number: number + 1 }) });
    });
  }
  function mend() {
    scrolls();
    const search = document.querySelector(".md-search");
    search?.setAttribute("aria-label", document.querySelector(".md-search__input")?.getAttribute("aria-label") || WORDS.search);
    all(".md-nav--primary .md-nav[aria-labelledby]").forEach((nav) => {
      const title = nav.querySelector(":scope > .md-nav__title")?.textContent.trim();
      if (title) { nav.removeAttribute("aria-labelledby"); nav.setAttribute("aria-label", title); }
    });
  }

  function start() {
    all(".qms-filter").forEach(filter);
    all("table.qms-wide").forEach(sortable);
    all("time[data-due]").forEach(due);
    all(".qms-copy").forEach(copy);
    all(".qms-matrix").forEach(matrix);
    all(".qms-redline").forEach(redline);
    all("#qms-show-clauses").forEach(beside);
    mend();
    reveal();
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("resize", scrolls);
  if (window.document$) window.document$.subscribe(start); else document.addEventListener("DOMContentLoaded", start);
})();
