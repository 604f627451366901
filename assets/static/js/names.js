/** Finding people by what somebody types of their name. */

const MARKS = /\p{Mark}/gu;

/** Spellings people would call the same: no accents, no capitals, single spaces. */
function plain(text) {
  return text.normalize("NFKD").replace(MARKS, "").toLowerCase().trim().replace(/\s+/g, " ");
}

/**
 * How well *query* fits *name*: 2 when a word of it begins so, 1 when it is anywhere inside, else 0.
 *
 * @param {string} name
 * @param {string} query
 * @returns {0|1|2}
 */
export function fit(name, query) {
  const [whole, part] = [plain(name), plain(query)];
  if (` ${whole}`.includes(` ${part}`)) {
    return 2;
  }
  return whole.includes(part) ? 1 : 0;
}
