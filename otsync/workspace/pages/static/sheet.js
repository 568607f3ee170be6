// Typing into cells. A click or Enter opens a cell; arrows move while nothing was typed; Enter, Tab or leaving saves.
"use strict";
(() => {
  const { say, post, fresh } = window.otsyncPage;
  const hash = /^#gid=(\d+)(?:&range=([A-Z]+\d+))?/.exec(location.hash);
  if (hash) { location.replace(location.pathname + "?gid=" + hash[1] + (hash[2] ? "&cell=" + hash[2] : "")); return; }

  const grid = () => document.getElementById("grid");
  const bar = document.getElementById("bar"), nameBox = document.getElementById("cell");
  const entry = document.getElementById("entry");
  const letters = (n) => { let text = ""; while (n > 0) { text = String.fromCharCode(65 + ((n - 1) % 26)) + text; n = Math.floor((n - 1) / 26); } return text; };
  const rowOf = (cell) => Number(cell.parentNode.getAttribute("aria-rowindex"));
  const columnOf = (cell) => Number(cell.getAttribute("aria-colindex"));
  const nameOf = (cell) => letters(columnOf(cell)) + rowOf(cell);
  const find = (row, column) => grid().querySelector(`tr[aria-rowindex="${row}"] > td[aria-colindex="${column}"]`);
  const named = (text) => {
    const match = /^\s*([A-Za-z]{1,3})(\d+)\s*$/.exec(text);
    if (!match) return null;
    let column = 0;
    for (const letter of match[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
    return find(Number(match[2]), column);
  };
  // The words of a cell without its ornaments and charts.
  const shown = (cell) => {
    const copy = cell.cloneNode(true);
    for (const part of copy.querySelectorAll(".hung, .funnel, .pen")) part.remove();
    if (cell.dataset.box !== undefined) return copy.textContent.includes("☑") ? "TRUE" : "FALSE";
    return copy.textContent;
  };
  const entered = (cell) => cell.dataset.in !== undefined ? cell.dataset.in : shown(cell);

  let active = null, pen = null, typed = false;

  const reachable = () => { for (const cell of grid().querySelectorAll("td[aria-colindex]")) cell.tabIndex = -1; };
  const choose = (cell, look = true) => {
    if (!cell) return;
    if (active) active.tabIndex = -1;
    active = cell;
    cell.tabIndex = 0;
    nameBox.value = nameOf(cell);
    entry.value = entered(cell);
    if (look) { cell.focus({ preventScroll: true }); reveal(cell); }
  };
  // Scrolls a cell out from under the frozen rows and columns.
  const reveal = (cell) => {
    const box = document.querySelector(".gridbox"), inside = cell.getBoundingClientRect(), frame = box.getBoundingClientRect();
    const top = frame.top + grid().tHead.getBoundingClientRect().height;
    let left = frame.left;
    for (const fixed of cell.parentNode.children) if (getComputedStyle(fixed).position === "sticky") left += fixed.getBoundingClientRect().width;
    if (!cell.closest("thead")) {
      if (inside.top < top) box.scrollTop -= top - inside.top;
      else if (inside.bottom > frame.top + box.clientHeight) box.scrollTop += inside.bottom - frame.top - box.clientHeight;
    }
    if (getComputedStyle(cell).position !== "sticky") {
      if (inside.left < left) box.scrollLeft -= left - inside.left;
      else if (inside.right > frame.left + box.clientWidth) box.scrollLeft += Math.min(inside.right - frame.left - box.clientWidth, inside.left - left);
    }
  };
  const step = (down, across) => {
    if (!active) return;
    const rows = [...grid().rows].filter((row) => row.hasAttribute("aria-rowindex"));
    let r = rows.indexOf(active.parentNode), column = columnOf(active);
    for (let n = 0; n < 60; n += 1) {
      r += down;
      column += across;
      if (r < 0 || r >= rows.length || column < 1 || column > 18278) return;
      const cell = find(Number(rows[r].getAttribute("aria-rowindex")), column);
      if (cell) { choose(cell); return; }
    }
  };

  const openCell = (cell, first) => {
    if (pen) return;
    choose(cell, false);
    if (cell.dataset.box !== undefined) { cell.focus(); send(cell, entered(cell) === "TRUE" ? "FALSE" : "TRUE"); return; }
    const value = entered(cell);
    const list = cell.dataset.list !== undefined ? document.getElementById("list-" + cell.dataset.list) : null;
    pen = document.createElement(list ? "select" : "textarea");
    pen.className = "pen";
    pen.setAttribute("aria-label", "Cell " + nameOf(cell));
    if (list) {
      pen.append(new Option("", ""), list.content.cloneNode(true));
      if (![...pen.options].some((option) => option.value === value)) pen.append(new Option(value, value));
      pen.value = value;
    } else {
      pen.rows = 1;
      pen.value = first === undefined ? value : first;
    }
    typed = first !== undefined;
    cell.style.height = cell.offsetHeight + "px"; // the row keeps its height while its words are in the pen
    const kept = document.createDocumentFragment();
    while (cell.firstChild) kept.append(cell.firstChild);
    pen.kept = kept;
    pen.was = value;
    cell.classList.add("open");
    cell.append(pen);
    for (const chart of [...kept.querySelectorAll(":scope > .hung")]) cell.append(chart);
    pen.focus();
    if (!list) { if (first === undefined) pen.select(); grow(); }
    pen.addEventListener("input", () => { typed = true; entry.value = pen.value; grow(); });
    let keyed = false; // arrows and letters pass over choices: Enter or leaving takes the one they stopped at
    pen.addEventListener("keydown", () => { keyed = true; });
    pen.addEventListener("pointerdown", () => { keyed = false; });
    if (list) pen.addEventListener("change", () => { if (!keyed) close(true); });
    pen.addEventListener("keydown", keys);
    pen.addEventListener("blur", () => close(true));
  };
  const grow = () => {
    if (!pen || pen.tagName !== "TEXTAREA") return;
    pen.style.height = "auto";
    pen.style.height = Math.min(260, Math.max(pen.parentNode.offsetHeight, pen.scrollHeight)) + "px";
  };
  const close = (keep) => {
    if (!pen) return null;
    const done = pen, cell = done.parentNode;
    pen = null;
    if (!cell) return null;
    const value = done.value;
    done.remove();
    for (const chart of [...cell.querySelectorAll(":scope > .hung")]) done.kept.append(chart);
    cell.append(done.kept);
    cell.classList.remove("open");
    cell.style.height = "";
    if (keep && value !== done.was) send(cell, value);
    else entry.value = entered(cell);
    return cell;
  };
  const keys = (event) => {
    const one = event.target;
    if (event.isComposing) return;
    const leave = (keep, down, across) => {
      event.preventDefault();
      event.stopPropagation();
      const cell = close(keep);
      if (cell) { choose(cell); step(down, across); }
    };
    if (event.key === "Enter" && !event.altKey && !event.ctrlKey) leave(true, event.shiftKey ? -1 : 1, 0);
    else if (event.key === "Enter" && one.tagName === "TEXTAREA") { event.preventDefault(); one.setRangeText("\n", one.selectionStart, one.selectionEnd, "end"); typed = true; grow(); }
    else if (event.key === "Escape") leave(false, 0, 0);
    else if (event.key === "Tab") leave(true, 0, event.shiftKey ? -1 : 1);
    else if (!typed && one.tagName === "TEXTAREA" && moves[event.key]) leave(true, ...moves[event.key]);
  };
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  let busy = Promise.resolve();
  const send = (cell, value) => {
    const name = nameOf(cell), gid = grid().dataset.gid;
    cell.dataset.in = value; // shown at once; the server's own words follow
    busy = busy.then(async () => {
      say("Saving …", true);
      const { status, body } = await post(bar.getAttribute("action"), { gid, cell: name, value });
      if (status !== 200) { say(body.error || "This was not saved.", true); await renew(); return; }
      await renew();
      say("Saved");
    }).catch((error) => say(error.message, true));
  };
  const renew = async () => {
    const page = await fresh();
    const open = pen ? { value: pen.value, typed, cell: nameOf(pen.parentNode), start: pen.selectionStart, end: pen.selectionEnd } : null;
    const inside = grid().contains(document.activeElement);
    const name = active ? nameOf(active) : "A1";
    pen = null;
    grid().replaceWith(document.adoptNode(page.getElementById("grid")));
    reachable();
    for (const old of document.querySelectorAll("template[id^=list-]")) old.remove();
    for (const list of page.querySelectorAll("template[id^=list-]")) document.querySelector("main").append(document.adoptNode(list));
    const cell = named(name);
    if (cell) choose(cell, inside && !open);
    if (open) {
      openCell(named(open.cell) || cell, open.typed ? open.value : undefined);
      if (pen && open.typed && pen.setSelectionRange) { pen.value = open.value; pen.setSelectionRange(open.start, open.end); }
    }
  };

  document.addEventListener("click", (event) => {
    const cell = event.target.closest && event.target.closest("#grid td[aria-colindex]");
    if (!cell || event.target.closest("a, .hung, .pen")) return;
    openCell(cell);
  });
  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches || !cell.matches("#grid td[aria-colindex]") || event.isComposing) return;
    if (moves[event.key]) { event.preventDefault(); step(...moves[event.key]); }
    else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      const link = event.ctrlKey && cell.querySelector("a[href]");
      if (link) link.click(); else openCell(cell);
    } else if (event.key === "Home") { event.preventDefault(); choose(event.ctrlKey ? grid().querySelector("tbody td[aria-colindex]") : cell.parentNode.querySelector("td")); }
    else if (event.key === "End") { event.preventDefault(); choose([...cell.parentNode.querySelectorAll("td")].pop()); }
    else if (event.key === "PageDown" || event.key === "PageUp") { event.preventDefault(); for (let n = 0; n < 15; n += 1) step(event.key === "PageDown" ? 1 : -1, 0); }
    else if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); if (entered(cell)) send(cell, ""); }
    else if (event.key === " " && cell.dataset.box !== undefined) { event.preventDefault(); openCell(cell); }
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && cell.dataset.list === undefined) { event.preventDefault(); openCell(cell, event.key); }
  });
  document.addEventListener("focusin", (event) => {
    const cell = event.target;
    if (cell.matches && cell.matches("#grid td[aria-colindex]") && cell !== active) choose(cell, false);
  });
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    const cell = named(nameBox.value);
    if (!cell) { location.href = bar.getAttribute("action").replace(/\/cell$/, "") + "?gid=" + grid().dataset.gid + "&cell=" + encodeURIComponent(nameBox.value.trim()); return; }
    if (document.activeElement === nameBox) { choose(cell); return; }
    choose(cell, false);
    const value = event.submitter || document.activeElement === entry ? typedEntry() : null;
    if (value !== null && value !== entered(cell)) send(cell, value);
    choose(cell);
  });
  let draft = null;
  const typedEntry = () => { const value = draft; draft = null; return value; };
  entry.addEventListener("input", () => { draft = entry.value; });
  entry.addEventListener("keydown", (event) => { if (event.key === "Escape" && active) { draft = null; choose(active); } });
  addEventListener("beforeunload", (event) => { if (pen && typed) event.preventDefault(); });

  document.querySelector(".strip a[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  reachable();
  choose(new URLSearchParams(location.search).has("cell") ? named(nameBox.value) : grid().querySelector("td[aria-colindex]"), new URLSearchParams(location.search).has("cell"));
})();
