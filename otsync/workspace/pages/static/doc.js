// Typing into a Doc: each paragraph is edited in place and saved when it is left, on Enter, or on Ctrl+S.
// One save at a time; while one is on its way, typing goes on and is carried over to the fresh page.
"use strict";
(() => {
  const { say, post, fresh } = window.otsyncPage;
  const OBJECT = "\ufffc";
  const was = new WeakMap(); // paragraph -> its text as the server has it
  const sheet = () => document.getElementById("paper");
  const paragraphs = () => [...sheet().querySelectorAll(".para[data-start]")];

  // The paragraph's UTF-16 units, objects as U+FFFC, line breaks as U+000B. `until` stops at a caret position.
  const textOf = (node, until) => {
    let text = "", done = false;
    const walk = (at) => {
      if (done) return;
      if (until && at === until.node && at.nodeType === Node.TEXT_NODE) { text += at.data.slice(0, until.offset); done = true; return; }
      if (at.nodeType === Node.TEXT_NODE) { text += at.data; return; }
      if (at.nodeType !== Node.ELEMENT_NODE) return;
      if (at.dataset.units !== undefined) { text += OBJECT.repeat(Number(at.dataset.units)); return; }
      if (at.tagName === "BR") { if (at.classList.contains("vt")) text += "\v"; return; }
      for (let n = 0; n < at.childNodes.length; n += 1) {
        if (until && at === until.node && n === until.offset) { done = true; return; }
        walk(at.childNodes[n]);
        if (done) return;
      }
      if (until && at === until.node) done = true;
    };
    walk(node);
    return text;
  };
  const caretOf = (part) => {
    const chosen = getSelection();
    if (!chosen.rangeCount || !part.contains(chosen.focusNode)) return null;
    return textOf(part, { node: chosen.focusNode, offset: chosen.focusOffset }).length;
  };
  const setCaret = (part, units) => {
    let left = units, place = null;
    const walk = (at) => {
      if (place) return;
      if (at.nodeType === Node.TEXT_NODE) {
        if (left <= at.data.length) place = [at, left]; else left -= at.data.length;
        return;
      }
      const own = at.dataset && at.dataset.units !== undefined ? Number(at.dataset.units) : at.tagName === "BR" && at.classList.contains("vt") ? 1 : null;
      if (own !== null) { left -= own; if (left <= 0) place = [at.parentNode, [...at.parentNode.childNodes].indexOf(at) + 1]; return; }
      for (const child of at.childNodes) walk(child);
    };
    walk(part);
    const range = document.createRange();
    if (place) range.setStart(...place); else { range.selectNodeContents(part); range.collapse(units === 0); }
    range.collapse(true);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const enter = (part, units) => { part.focus(); setCaret(part, units); };

  const prepare = () => {
    for (const part of paragraphs()) {
      part.contentEditable = "plaintext-only";
      if (part.contentEditable !== "plaintext-only") part.contentEditable = "true";
      part.spellcheck = false;
      was.set(part, textOf(part));
      if (!/^H/.test(part.tagName)) {
        part.setAttribute("role", "textbox");
        part.setAttribute("aria-multiline", "true");
        part.setAttribute("aria-label", part.dataset.label || "Paragraph");
      }
    }
  };

  let busy = Promise.resolve();
  const inLine = (work) => { busy = busy.then(work, work); return busy; };

  // Puts the server's page in place of this one, keeping what is being typed elsewhere. `shift`: paragraphs added behind `after`.
  const renew = async (saved, wanted) => {
    const page = await fresh();
    const old = sheet(), next = document.adoptNode(page.getElementById("paper"));
    const before = paragraphs().length;
    const focused = document.activeElement && document.activeElement.closest ? document.activeElement.closest(".para[data-n]") : null;
    const n = focused ? Number(focused.dataset.n) : -1;
    const caret = focused ? caretOf(focused) : null;
    const typed = focused && focused !== saved && textOf(focused) !== was.get(focused) ? textOf(focused) : null;
    old.replaceWith(next);
    prepare();
    const now = paragraphs();
    const tabs = page.querySelector(".doctabs");
    if (tabs) document.querySelector(".doctabs").replaceWith(document.adoptNode(tabs));
    if (wanted) {
      const part = now[Math.max(0, Math.min(wanted.n, now.length - 1))];
      if (part) enter(part, wanted.units < 0 ? textOf(part).length : wanted.units);
    } else if (focused) {
      const part = now[n + (n > Number(saved.dataset.n) ? now.length - before : 0)];
      if (part) {
        if (typed !== null) part.textContent = typed;
        enter(part, caret || 0);
      }
    }
  };

  const keep = (sentence, words) => {
    const note = document.createElement("section");
    note.className = "kept";
    note.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.textContent = sentence;
    const box = document.createElement("textarea");
    box.readOnly = true;
    box.rows = 4;
    box.value = words;
    box.setAttribute("aria-label", "Your words");
    note.append(line, box);
    sheet().parentNode.insertBefore(note, sheet());
    note.scrollIntoView({ block: "nearest" });
  };

  const save = (part, action = "save", text = textOf(part), wanted = null) => inLine(async () => {
    if (!part.isConnected) return;
    if (action === "save" && text === was.get(part)) return;
    say("Saving …", true);
    part.classList.add("saving");
    const { status, body } = await post(sheet().dataset.save, {
      tab: sheet().dataset.tab, start: part.dataset.start, revision: sheet().dataset.revision, action, text,
    });
    part.classList.remove("saving");
    if (status === 200) {
      await renew(part, wanted);
      say("Saved");
    } else if (status === 409) {
      say("");
      was.set(part, textOf(part));
      await renew(part, null);
      keep(body.error, body.kept);
    } else {
      say(body.error || "This was not saved.", true);
    }
  });

  const edge = (part, up) => {
    const chosen = getSelection();
    if (!chosen.rangeCount) return true;
    const caret = chosen.getRangeAt(0).cloneRange();
    caret.collapse(false);
    const box = caret.getClientRects()[0];
    if (!box) return true;
    const whole = part.getBoundingClientRect();
    return up ? box.top - whole.top < box.height : whole.bottom - box.bottom < box.height;
  };

  document.addEventListener("keydown", (event) => {
    const part = event.target.closest && event.target.closest(".para[data-n]");
    if (!part || event.isComposing) return;
    const n = Number(part.dataset.n), all = paragraphs();
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const text = textOf(part), at = caretOf(part) ?? text.length;
      save(part, "save", text.slice(0, at) + "\n" + text.slice(at), { n: n + 1, units: 0 });
    } else if (event.key === "Enter") {
      event.preventDefault();
      const text = textOf(part), at = caretOf(part) ?? text.length;
      save(part, "save", text.slice(0, at) + "\v" + text.slice(at), { n, units: at + 1 });
    } else if (event.key === "Backspace" && getSelection().isCollapsed && caretOf(part) === 0) {
      event.preventDefault();
      const before = all[n - 1];
      if (textOf(part) === "") save(part, "delete", "", { n: n - 1, units: -1 });
      else if (before && before.parentNode === part.parentNode) {
        const units = textOf(before).length;
        if (textOf(part) === was.get(part)) save(part, "join", "", { n: n - 1, units });
        else { save(part); say("Saved; press Backspace once more to join the paragraphs."); }
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (textOf(part) !== was.get(part)) renew(part, { n, units: 0 });
      else part.blur();
    } else if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save(part);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.shiftKey && edge(part, event.key === "ArrowUp")) {
      const next = all[n + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); enter(next, Math.min(caretOf(part) ?? 0, textOf(next).length)); }
    }
  });
  document.addEventListener("focusout", (event) => {
    const part = event.target.closest && event.target.closest(".para[data-n]");
    if (part && part.isConnected && textOf(part) !== was.get(part)) save(part);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest(".paper a[href]");
    if (!link) return; // inside an editable paragraph a browser would only put the caret there
    event.preventDefault();
    if (link.target === "_blank") open(link.href, "_blank", "noopener"); else location.href = link.href;
  });
  addEventListener("beforeunload", (event) => {
    if (paragraphs().some((part) => textOf(part) !== was.get(part))) event.preventDefault();
  });
  document.addEventListener("dragover", (event) => { if (event.target.closest && event.target.closest(".para")) event.preventDefault(); });
  prepare();
})();
