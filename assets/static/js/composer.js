/** The composer: posts what was written, keeps it when that fails, and brings the timeline up to date. */

import { ask } from "./answer.js";
import { say, takeOver } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";

const KEPT = "Nothing is lost: your text is still here. Press Post to try again.";

/**
 * One key per text: a retry of the same words carries the same key, so that they are never posted twice.
 * Once they are posted, the same words again are a new entry.
 *
 * @param {() => string} makeKey
 * @returns {{of: (text: string) => string, posted: () => void}}
 */
export function createPostKey(makeKey) {
  let last = null;
  return {
    of(text) {
      if (last?.text !== text) {
        last = { text, key: makeKey() };
      }
      return last.key;
    },
    posted() {
      last = null;
    },
  };
}

/**
 * @param {{written_at: number, utc_offset: number}} entry epoch seconds; minutes east of UTC
 * @returns {string} the time on the writer's clock, HH:MM:SS
 */
export function writtenTime({ written_at: writtenAt, utc_offset: utcOffset }) {
  return new Date((writtenAt + utcOffset * 60) * 1000).toISOString().slice(11, 19);
}

/**
 * @param {string} now what stands in the field
 * @param {string} posted what has just been posted
 * @returns {string} what was typed meanwhile; all of it where the posted words themselves were changed
 */
export function notYetPosted(now, posted) {
  return now.startsWith(posted) ? now.slice(posted.length) : now;
}

/** Lets *field* be as high as its text; the style sheet sets the limits. */
function growWithText(field) {
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  field.addEventListener("input", grow);
  return grow;
}

async function showInTimeline(page) {
  try {
    await renewPart(page, "/", "timeline");
    page.history.replaceState(null, "", "/");
    return "";
  } catch {
    return " The list below is not up to date yet; open the book again to see it.";
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {{secureFetch: typeof fetch, document: Document, history: History, makeKey: () => string}} page
 */
export function startComposer(form, page) {
  const field = form.querySelector("textarea");
  const grow = growWithText(field);
  const key = createPostKey(page.makeKey);

  async function post() {
    const text = field.value;
    if (!text.trim()) {
      field.focus();
      return "";
    }
    try {
      const entry = await ask(page.secureFetch, "POST", "/api/entries", { text, key: key.of(text) });
      key.posted();
      field.value = notYetPosted(field.value, text);
      grow();
      return `Posted as #${entry.number} at ${writtenTime(entry)}.${await showInTimeline(page)}`;
    } finally {
      field.focus();
    }
  }

  const refuse = (_error, words) => say(form, { bad: `Not posted. ${words} ${KEPT}` });
  takeOver(form, { send: post, refuse });
  field.addEventListener("input", () => say(form, {}));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

const form = globalThis.document?.querySelector("[data-composer]");
if (form) {
  const { document, history } = globalThis;
  startComposer(form, { secureFetch, document, history, makeKey: () => crypto.randomUUID() });
}
