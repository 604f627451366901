/** What happened to a draft otherwise than by typing, in a line of the composer's foot. */

import { clockTime } from "./clockTime.js";

function draftsLink(document, words) {
  const link = document.createElement("a");
  link.href = "/drafts";
  link.textContent = words;
  return link;
}

/**
 * @param {{number: number, written_at?: number, utc_offset?: number}} entry
 * @returns {string} "Posted as #17 at 14:03:22."
 */
export function postedWords({ number, written_at: writtenAt, utc_offset: utcOffset }) {
  return `Posted as #${number}${writtenAt === undefined ? "" : ` at ${clockTime(writtenAt, utcOffset)}`}.`;
}

/**
 * @param {HTMLFormElement} form the composer
 * @param {Document} document
 * @returns {{show: (...parts: (string|Node)[]) => void, tell: (news: object, hasWords: boolean) => void,
 *   clear: () => void}} `tell` puts the keeper's news into words
 */
export function createDraftNews(form, document) {
  const place = form.querySelector("[data-draft-news]");
  const show = (...parts) => place.replaceChildren(...parts);

  return {
    show,
    clear: () => show(),
    showDrafts: (before, after) => show(before, draftsLink(document, "Drafts"), after),
    tell({ kind, entry }, hasWords) {
      if (kind === "forked") {
        const both = "You also write this in another window; both texts are kept (";
        show(both, draftsLink(document, "Drafts"), ").");
      } else if (kind === "discarded") {
        show("This draft was discarded in another window. What stands here is kept as a new one.");
      } else {
        show(postedWords(entry), hasWords ? " What stands here is not posted; it is kept as a new draft." : "");
      }
    },
  };
}
