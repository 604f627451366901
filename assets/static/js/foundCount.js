/** How many entries are found: counted after the list is there, never before. */

import { ask } from "./answer.js";
import { countedEntries } from "./counted.js";

/** @returns {string} "1 entry.", "1,204 entries.", "More than 10,000 entries." */
export function countWords({ count, more }) {
  return more ? `More than ${countedEntries(count)}.` : `${countedEntries(count)}.`;
}

/**
 * Fills the place in the list that waits for a count, if there is one.
 *
 * @param {{secureFetch: typeof fetch, document: Document}} page
 */
export async function countFound({ secureFetch, document }) {
  const place = document.querySelector("[data-found-count]");
  if (!place) {
    return;
  }
  try {
    place.textContent = countWords(await ask(secureFetch, "GET", place.dataset.foundCount));
  } catch {
    // Nobody waits for the number; the list is there.
  }
}
