/** Entries posted in another window: a line says that they are there; nothing moves under who is reading. */

import { ask } from "./answer.js";
import { whileBusy } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";

const CHANNEL_NAME = "shiftbook-drafts";
/** This window's own post has shown itself by then. */
const PAUSE_MS = 1500;

/** @returns {string} "1 new entry" */
export function newWords(count) {
  return `${count.toLocaleString("en")} new ${count === 1 ? "entry" : "entries"}`;
}

/**
 * @param {HTMLElement} line where it is said; hidden while there is nothing to say
 * @param {{secureFetch: typeof fetch, document: Document, timers: object, Channel: typeof BroadcastChannel}} page
 */
export function watchNewEntries(line, { secureFetch: fetchPart, document, timers, Channel }) {
  if (!Channel) {
    return;
  }
  const button = line.querySelector("button");
  const page = { secureFetch: fetchPart, document };
  let timer = null;

  async function look() {
    const newest = document.getElementById("timeline")?.dataset.newest;
    if (newest === undefined) {
      return;
    }
    try {
      const { count } = await ask(fetchPart, "GET", "/api/chain");
      const more = count - Number(newest);
      line.querySelector("[data-new-words]").textContent = more > 0 ? newWords(more) : "";
      line.hidden = more <= 0;
    } catch {
      // The next post asks again.
    }
  }

  async function show() {
    await renewPart(page, "/", "timeline");
    line.hidden = true;
    document.querySelector("article.entry")?.focus();
  }

  new Channel(CHANNEL_NAME).addEventListener("message", ({ data }) => {
    if (data.kind === "posted") {
      timers.clearTimeout(timer);
      timer = timers.setTimeout(look, PAUSE_MS);
    }
  });
  button.addEventListener("click", () => whileBusy(button, show));
}

const line = globalThis.document?.querySelector("[data-new-entries]");
if (line) {
  const { document, BroadcastChannel: Channel } = globalThis;
  watchNewEntries(line, { secureFetch, document, timers: globalThis, Channel });
}
