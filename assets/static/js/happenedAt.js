/** When something happened, from what somebody typed: an instant, and how far this place was from UTC then. */

const TYPED = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/;
/** Clocks differ, and who writes down what happens just now takes the minute that has begun. */
const AHEAD_MS = 60_000;

/**
 * @param {string} typed as a field for date and time has it, in this place's own time
 * @returns {{happened_at: number, happened_offset: number}|null} epoch seconds and minutes east; null if it is no time
 */
export function happenedAt(typed) {
  const parts = TYPED.exec(typed.trim())?.slice(1).map((digits) => Number(digits ?? 0));
  if (!parts) {
    return null;
  }
  const [year, month, day, hour, minute, second] = parts;
  const when = new Date(0);
  when.setFullYear(year, month - 1, day);
  when.setHours(hour, minute, second, 0);
  const isThatDay = when.getFullYear() === year && when.getMonth() === month - 1 && when.getDate() === day;
  if (!isThatDay || hour > 23 || minute > 59 || second > 59) {
    return null;
  }
  // `+ 0`: no offset is 0, not -0.
  return { happened_at: when.getTime() / 1000, happened_offset: -when.getTimezoneOffset() + 0 };
}

/**
 * @param {string} typed
 * @param {number} nowMs
 * @returns {string} what is odd about it, in a sentence; empty if nothing is
 */
export function oddTime(typed, nowMs) {
  if (typed.trim() === "") {
    return "";
  }
  const when = happenedAt(typed);
  if (when === null) {
    return "This is no date and time. Write it as 2026-11-26 14:03, or leave it empty for now.";
  }
  return when.happened_at * 1000 > nowMs + AHEAD_MS ? "This lies in the future. Check date and time." : "";
}
