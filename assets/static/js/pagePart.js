/** Parts of this page, brought up to date from the server's own rendering of it. */

/** The page came without the part that was asked for. Carries `id`. */
export class PartMissingError extends Error {
  constructor(id, path) {
    super(`${path} has no part #${id}`);
    this.name = "PartMissingError";
    this.id = id;
  }
}

/**
 * Replaces the element #*id* by the one in a fresh copy of the page at *path*.
 *
 * @param {{secureFetch: typeof fetch, document: Document}} page
 * @param {string} path
 * @param {string} id
 * @param {() => boolean} isWanted asked when the answer is there: else nothing is replaced
 * @returns {Promise<HTMLElement | null>} the new element, if it is still wanted
 * @throws {PartMissingError} and nothing is replaced
 */
export async function renewPart({ secureFetch, document }, path, id, isWanted = () => true) {
  const response = await secureFetch(path, { headers: { Accept: "text/html" } });
  const text = response.ok ? await response.text() : "";
  if (!isWanted()) {
    return null;
  }
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(id);
  const stale = document.getElementById(id);
  if (!fresh || !stale) {
    throw new PartMissingError(id, path);
  }
  const adopted = document.adoptNode(fresh);
  stale.replaceWith(adopted);
  return adopted;
}
