/** Entries posted in another window: a line says that they are there; nothing moves under who is reading. */

import { ask } from "./answer.js";
import { counted } from "./counted.js";
import { whileBusy } from "./forms.js";
import { showInTimeline } from "./posting.js";
import { secureFetch } from "./secureFetch.js";

const CHANNEL_NAME = "shiftbook-drafts";
/** This window's own post has shown itself by then. */
const PAUSE_MS = 1500;

/** @returns {string} "1 new entry" */
export function newWords(count) {
  return counted(count, "new entry", "new entries");
}

/**
 * @param {HTMLElement} line where it is said; hidden while there is nothing to say
 * @param {{secureFetch: typeof fetch, document: Document, history: History, timers: object,
 *   Channel: typeof BroadcastChannel}} page
 */
export function watchNewEntries(line, { secureFetch: fetchPart, document, history, timers, Channel }) {
  if (!Channel) {
    return;
  }
  const button = line.querySelector("button");
  const words = line.querySelector("[data-new-words]");
  const page = { secureFetch: fetchPart, document, history };
  let timer = null;

  async function look() {
    const newest = document.getElementById("timeline")?.dataset.newest;
    if (newest === undefined) {
      return;
    }
    try {
      const { count } = await ask(fetchPart, "GET", "/api/chain");
      const more = count - Number(newest);
      words.textContent = more > 0 ? newWords(more) : "";
      line.hidden = more <= 0;
    } catch {
      // The next post asks again.
    }
  }

  /** As after a post: everything is listed, so nothing is searched for any more. */
  async function show() {
    const trouble = await showInTimeline(page);
    if (trouble) {
      words.textContent = trouble.trim();
      return;
    }
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
  const { document, history, BroadcastChannel: Channel } = globalThis;
  watchNewEntries(line, { secureFetch, document, history, timers: globalThis, Channel });
}
