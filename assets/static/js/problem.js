/** What the server says went wrong: an application/problem+json answer (RFC 9457). */

/**
 * Reads a copy of the answer, so that the caller can still read the answer itself.
 *
 * @param {Response} response
 * @returns {Promise<{code?: string, type?: string, detail?: string}>} empty when the answer is no problem
 *   document, or is cut short
 */
export async function problemOf(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) {
    return {};
  }
  try {
    return await response.clone().json();
  } catch {
    return {};
  }
}

/**
 * @param {Response} response
 * @returns {Promise<string|null>} its `code`; null where it has none
 */
export async function problemCode(response) {
  const { code } = await problemOf(response);
  return code ?? null;
}
