/** What the foot of the composer says about the draft: only what is true, and always in the same place. */

import { clockTime } from "./clockTime.js";

/** The same words are not written again: a screen reader would tell them again. */
function put(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

/**
 * @param {{state: string, saved: {saved_at: number, utc_offset: number}}} standing
 * @returns {string} the quiet line
 */
export function lineOf({ state, saved }) {
  if (state === "unsaved") {
    return "Saving…";
  }
  return state === "saved" ? `Draft saved ${clockTime(saved.saved_at, saved.utc_offset)}` : "";
}

/**
 * @param {{state: string, why?: string, lasting?: boolean}} standing `lasting`: trying again would not help
 * @returns {string} the alert
 */
export function failureOf({ state, why, lasting }) {
  if (state !== "failed") {
    return "";
  }
  return `Not saved: ${why}. Your text is still here${lasting ? "." : "; trying again."}`;
}

/**
 * @param {number} count
 * @returns {string} what the link to the other drafts says
 */
export function moreDrafts(count) {
  return count === 1 ? "1 more draft" : `${count} more drafts`;
}

/**
 * @param {HTMLFormElement} form the composer
 * @param {{root: HTMLElement, others: number}} page `root` is marked while there are unsaved words
 */
export function createDraftState(form, { root, others }) {
  const [place, line, failure, saveNow, more] = [
    "[data-draft-state]", "[data-draft-line]", "[data-draft-failure]", "[data-save-now]", "[data-more-drafts]",
  ].map((selector) => form.querySelector(selector));
  let count = others;

  return {
    show(standing) {
      const { state, blank } = standing;
      place.dataset.draftState = state;
      put(line, lineOf(standing));
      put(failure, failureOf(standing));
      saveNow.hidden = state !== "failed";
      root.toggleAttribute("data-unsaved", state === "unsaved" || state === "failed");
      form.toggleAttribute("data-blank", blank || state === "empty");
    },
    /** One draft more is kept beside this one. */
    addOther() {
      count += 1;
      more.hidden = false;
      put(more, moreDrafts(count));
    },
  };
}
