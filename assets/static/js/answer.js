/** The server's answer to a script: its JSON, or what it refused and why, in words for the page. */

/**
 * The server said no, and why. Carries `code`, `type`, `status`, and `number` where an entry is meant; the message
 * may be shown as it is.
 */
export class RefusedError extends Error {
  constructor({ detail, title, code = "internal", type, number }, status) {
    super(detail ?? title ?? `Shiftbook answered ${status}.`);
    this.name = "RefusedError";
    this.code = code;
    this.type = type;
    this.status = status;
    this.number = number;
  }
}

async function documentOf(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

/**
 * @param {Response} response
 * @returns {Promise<object>}
 * @throws {RefusedError} when the answer is no success, or is not the JSON it should be
 */
export async function answerOf(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  if (response.ok && isJson) {
    return response.json();
  }
  throw new RefusedError(isJson ? await documentOf(response) : {}, response.status);
}

/**
 * @param {typeof fetch} secureFetch
 * @param {string} method
 * @param {string} path
 * @param {object} [body] sent as JSON
 * @returns {Promise<object>} the answer's JSON
 * @throws {RefusedError} as `answerOf`, and whatever *secureFetch* rejects with
 */
export async function ask(secureFetch, method, path, body) {
  const init = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  return answerOf(await secureFetch(path, init));
}

/**
 * @param {typeof fetch} fetchPart
 * @param {string} path
 * @param {Blob} file sent as it is; the browser reads it from the disk meanwhile
 * @returns {Promise<object>} the answer's JSON
 * @throws {RefusedError} as `answerOf`, and whatever *fetchPart* rejects with
 */
export async function upload(fetchPart, path, file) {
  const headers = { "Content-Type": "application/octet-stream", Accept: "application/json" };
  return answerOf(await fetchPart(path, { method: "POST", body: file, headers }));
}

/**
 * @param {Error} error
 * @returns {string|null} a sentence for the page; null when the page is leaving and nothing need be said
 */
export function inWords(error) {
  if (error.name === "SessionOverError" || error.name === "AnotherPersonError") {
    return null;
  }
  if (error.name === "RefusedError" || error.name === "CookiesBlockedError") {
    return error.message;
  }
  if (error.name === "RefreshFailedError" || error.name === "TypeError") {
    return "Shiftbook cannot be reached just now.";
  }
  return `Something went wrong in this window (${error.message}).`;
}
