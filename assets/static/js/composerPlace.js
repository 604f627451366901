/** Where a composer stands: in the book, or at an entry that is amended or answered. */

/**
 * @param {string} place `new`, `amend-17` or `reply-9`
 * @returns {string} the address of its page
 */
export function addressOf(place) {
  const [kind, number] = place.split("-");
  return number === undefined ? "/" : `/entries/${number}/${kind}`;
}

/** @returns {boolean} whether what is posted there appears below, on the same page */
export const isInBook = (place) => place === "new";
