/** A request to our own server, and a second copy of it for the one retry. */

import { CrossOriginError } from "./sessionErrors.js";

/** The header that marks the retry, for the server's log and for whoever reads a trace. */
export const RETRY_HEADER = "Shiftbook-Retry";
/** Says whose page is asking: one browser's cookies may have become another person's meanwhile. */
const PERSON_HEADER = "Shiftbook-Person";
/** Whole seconds since the last key or mouse in this window: asking by itself is no sign of somebody there. */
const IDLE_HEADER = "Shiftbook-Idle";

function ownAddress(input, location) {
  const url = new URL(input instanceof Request ? input.url : input, location.href);
  // Not url.origin: that of a blob: address is the page's own.
  if (`${url.protocol}//${url.host}` !== location.origin) {
    throw new CrossOriginError(url.href, location.origin);
  }
  return url;
}

/**
 * Takes what `fetch` takes. The copy is made before anything is sent, because a body can be read only
 * once and the caller may change a form or a buffer meanwhile.
 *
 * @param {RequestInfo|URL} input
 * @param {RequestInit} [init]
 * @param {{location: Location, person?: string, idle?: () => number}} page *person* is the id of whom it was
 *   made for, *idle* says how many seconds nobody has touched it
 * @returns {{request: Request, retry: Request|null}} `retry` is null when the body is a stream, which
 *   is never sent twice
 * @throws {CrossOriginError} for an address outside our origin
 */
export function outgoingRequest(input, init, { location, person, idle }) {
  const address = ownAddress(input, location);
  const request = new Request(input instanceof Request ? input : address, init);
  if (person !== undefined) {
    request.headers.set(PERSON_HEADER, person);
  }
  if (idle !== undefined) {
    request.headers.set(IDLE_HEADER, String(Math.floor(idle())));
  }
  if (init?.body instanceof ReadableStream) {
    return { request, retry: null };
  }
  const retry = request.clone();
  retry.headers.set(RETRY_HEADER, "1");
  return { request, retry };
}
