/** A time as the clock on the wall showed it. */

/**
 * @param {number} at epoch seconds
 * @param {number} utcOffset minutes east of UTC
 * @returns {string} HH:MM:SS
 */
export function clockTime(at, utcOffset) {
  return new Date((at + utcOffset * 60) * 1000).toISOString().slice(11, 19);
}
