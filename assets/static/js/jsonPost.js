/** A request of our own with JSON in it. */

/**
 * @param {object} value
 * @param {string} [person] the id of whom the page that asks was made for
 * @returns {RequestInit} what `fetch` takes to post it, and to get JSON back
 */
export function jsonPost(value, person) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (person !== undefined) {
    headers["Shiftbook-Person"] = person;
  }
  return { method: "POST", headers, body: JSON.stringify(value), redirect: "error" };
}
