/** Numbers and how many there are of something, in the words of a page. */

/** @returns {string} "1,204" */
export function grouped(number) {
  return number.toLocaleString("en");
}

/** @returns {string} "1 file", "1,204 files" */
export function counted(number, one, many = `${one}s`) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** @returns {string} "1 entry", "1,204 entries" */
export function countedEntries(number) {
  return counted(number, "entry", "entries");
}
