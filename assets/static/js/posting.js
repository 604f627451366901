/** Posts what was written, and keeps it when that fails. */

import { isInBook } from "./composerPlace.js";
import { postedWords } from "./draftNews.js";
import { say, takeOver } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { clearSearch } from "./search.js";

const KEPT = "Nothing is lost: your text is still here.";

/**
 * @param {Error} error
 * @param {string} words what it means
 * @returns {string} what happened, that nothing is lost, what to do
 */
export function notPosted(error, words) {
  // The connection broke: the entry may stand in the book already.
  if (error.name === "TypeError") {
    return `${words} It is not certain that this was posted. ${KEPT} Press Post again; it is never posted twice.`;
  }
  return `Not posted. ${words} ${KEPT} Press Post to try again.`;
}

/**
 * @param {{secureFetch: typeof fetch, document: Document, history: History}} page
 * @returns {Promise<string>} empty, or a sentence that says what to do
 */
export async function showInTimeline(page) {
  try {
    await renewPart(page, "/", "timeline");
    clearSearch(page.document);
    page.history.replaceState(null, "", "/");
    return "";
  } catch {
    return " The list below is not up to date yet; open the book again to see it.";
  }
}

/**
 * @param {HTMLFormElement} form the composer
 * @param {{keeper: object, field: object, news: object, place: string, row: object, page: object}} parts `row` as
 *   `startFieldRow` makes it
 */
export function startPosting(form, { keeper, field, news, place, row, page }) {
  /** What was posted from the page of another entry is shown on its own. */
  async function show(entry) {
    if (isInBook(place)) {
      return showInTimeline(page);
    }
    if (field.isEmpty) {
      page.location.assign(`/entries/${entry.number}?flash=posted`);
    }
    return "";
  }

  async function post() {
    news.clear();
    if (row.problem()) {
      return "";
    }
    if (!field.text.trim()) {
      field.focus();
      return "";
    }
    try {
      const { entry, already } = await keeper.post();
      const rest = already && field.text.trim() ? " What stands here is not posted yet; press Post again." : "";
      return `${postedWords(entry)}${rest}${await show(entry)}`;
    } finally {
      field.focus();
    }
  }

  takeOver(form, { send: post, refuse: (error, words) => say(form, { bad: notPosted(error, words) }) });
  field.onInput(() => say(form, {}));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) {
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.target.localName === "input") {
      // Elsewhere Enter sends a form; what is posted stays for good.
      event.preventDefault();
    }
  });
}
