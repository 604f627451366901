/** What the server says went wrong: the `code` of an application/problem+json answer (RFC 9457). */

/**
 * Reads a copy of the answer, so that the caller can still read the answer itself.
 *
 * @param {Response} response
 * @returns {Promise<string|null>} null when the answer is no problem document, or is cut short
 */
export async function problemCode(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("application/problem+json")) {
    return null;
  }
  try {
    const { code } = await response.clone().json();
    return code ?? null;
  } catch {
    return null;
  }
}
