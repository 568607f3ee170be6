// What all pages share: times in the reader's own zone, the box that filters files, who is sitting here, and one way to save.
"use strict";
(() => {
  document.documentElement.classList.add("scripted");

  const shapes = {
    all: { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" },
    day: { year: "numeric", month: "short", day: "numeric" },
    hour: { hour: "numeric", minute: "2-digit" },
  };
  const localTimes = (root) => {
    for (const time of root.querySelectorAll("time[data-show]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      const text = new Intl.DateTimeFormat("en-US", shapes[time.dataset.show] || shapes.all).format(moment);
      time.textContent = text.replace(/\u202f/g, " ").replace(/ (AM|PM)$/, (_, half) => " " + half.toLowerCase());
    }
  };
  localTimes(document);
  for (const section of document.querySelectorAll(".day + .day")) { // two days by the server's clock may be one by the reader's
    const before = section.previousElementSibling;
    if (before.querySelector("h2").textContent !== section.querySelector("h2").textContent) continue;
    section.querySelector("ol").prepend(...before.querySelectorAll(":scope > ol > li"));
    before.remove();
  }

  const said = document.getElementById("said");
  let quiet = 0;
  const say = (words, stay) => {
    said.textContent = words;
    clearTimeout(quiet);
    if (words && !stay) quiet = setTimeout(() => { said.textContent = ""; }, 2500);
  };

  const token = () => document.querySelector("meta[name=otsync-form]").content;

  // The page as the server has it now, to take parts from.
  const fresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error("The page could not be read again. Load it anew.");
    let tints = "";
    const text = (await answer.text()).replace(/<style[^>]*id="tints"[^>]*>([^<]*)<\/style>/, (_, css) => { tints = css; return ""; });
    const page = new DOMParser().parseFromString(text, "text/html");
    document.querySelector("meta[name=otsync-form]").content = page.querySelector("meta[name=otsync-form]").content;
    document.getElementById("tints").textContent = tints; // under the nonce of this page, not of the fresh one
    localTimes(page);
    for (const part of [".tools", ".pending"]) {
      const here = document.querySelector(part), there = page.querySelector(part);
      if (here && there) here.replaceWith(document.adoptNode(there));
    }
    return page;
  };

  // Sends a form; gives {status, body}. A network that is gone is a sentence too. The token of a page that was open while
  // the workspace was started anew is out of date: it is fetched once more.
  const post = async (path, fields) => {
    const once = async () => {
      const answer = await fetch(path, {
        method: "POST", headers: { Accept: "application/json" }, credentials: "same-origin",
        body: new URLSearchParams({ ...fields, token: token() }),
      });
      const body = await answer.json().catch(() => ({ error: "The workspace gave an answer that this page cannot read." }));
      return { status: answer.status, body };
    };
    try {
      const first = await once();
      if (!first.body.stale) return first;
      const page = await fetch("/", { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const found = /<meta name="otsync-form" content="([0-9a-f]{64})">/.exec(await page.text());
      if (!found) return first;
      document.querySelector("meta[name=otsync-form]").content = found[1];
      return await once();
    } catch {
      return { status: 0, body: { error: "The workspace does not answer. Is it still running? Nothing was saved." } };
    }
  };

  window.otsyncPage = { say, post, fresh };

  const who = document.getElementById("who");
  if (who) who.addEventListener("change", () => who.form.requestSubmit());

  const box = document.getElementById("q");
  if (box) {
    const rows = [...document.querySelectorAll("[data-name]")];
    const count = document.getElementById("count");
    const first = count.textContent;
    box.addEventListener("input", () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const fits = words.every((word) => row.dataset.name.includes(word));
        row.hidden = !fits;
        if (fits && !row.closest(".trash")) shown += 1;
      }
      for (const part of document.querySelectorAll(".listing")) part.hidden = !part.querySelector("tbody tr:not([hidden])");
      count.textContent = words.length ? `${shown} of ${count.dataset.all} ${Number(count.dataset.all) === 1 ? "file" : "files"}` : first;
    });
  }
})();
