/**
 * `secureFetch`, the one way a page talks to the server. It takes what `fetch` takes and gives what
 * `fetch` gives; when the access token has run out it renews the session and sends once more.
 *
 *   1. Note the stamp, keep a copy of the request.
 *   2. Send. Anything but a 401 about the session is the caller's: 403 never renews, 5xx never signs out.
 *   3. Renew (refreshOnce.js: look → lock → look again → ask), then send the copy, marked. Once.
 *   4. Session over: one departure to the sign-in page, when the page's words are saved (sessionEnd.js).
 *   5. No renewal possible now: the page stays, a banner says so (connection.js), the call rejects.
 *   6. Locked: the page is covered (sessionLock.js), the call waits for the password and is sent once more.
 *   7. Somebody else is signed in by now: the page is left to them (sessionEnd.js), the call rejects.
 */

import { unlessAborted } from "./exchange.js";
import { outgoingRequest } from "./outgoingRequest.js";
import { createPageSession } from "./session.js";
import { BodyNotReplayableError, SessionLockedError } from "./sessionErrors.js";

/** One per page, even when this module is loaded twice under different addresses. */
const INSTALLED = Symbol.for("shiftbook.secureFetch");

/**
 * @param {{location: Location, session: object}} parts `session` as `createSession` makes it
 * @returns {(input: RequestInfo|URL, init?: RequestInit) => Promise<Response>} which rejects as below
 * @throws {CrossOriginError} the address is not ours; nothing was sent
 * @throws {SessionOverError} the session has ended; the page is leaving for the sign-in page
 * @throws {AnotherPersonError} the page is another person's by now, and is leaving
 * @throws {RefreshFailedError} the session is kept but could not be renewed now
 * @throws {CookiesBlockedError} the session was renewed and the browser kept no cookie
 * @throws {BodyNotReplayableError} the session is renewed; a stream must be sent again by the caller
 * @throws {TypeError} the network error of `fetch`; an abort rejects with its reason
 */
export function createSecureFetch({ location, session }) {
  const { exchange, send, lock, page } = session;

  return async function secureFetch(input, init) {
    const copies = outgoingRequest(input, init, { location, ...page });
    try {
      return await exchange(copies);
    } catch (error) {
      if (!(error instanceof SessionLockedError)) {
        throw error;
      }
    }
    await unlessAborted(copies.request.signal, lock.hold());
    if (copies.retry === null) {
      throw new BodyNotReplayableError(copies.request);
    }
    return send(copies.retry);
  };
}

/**
 * Gives a page its session and its `secureFetch`, the same ones however often it is called.
 *
 * @param {Window} page
 * @param {object} [parts] what a test has instead, as for `createPageSession`
 * @returns {{session: object, secureFetch: typeof fetch}}
 * @throws {TypeError} when the page does not name its session cookie
 */
export function installSecureFetch(page, parts) {
  if (!page[INSTALLED]) {
    const session = createPageSession(page, parts);
    const secureFetch = createSecureFetch({ location: page.location, session });
    page[INSTALLED] = { session, secureFetch };
    page.secureFetch = secureFetch;
  }
  return page[INSTALLED];
}

/** This page's own; absent where there is no page (under a test runner). */
export const { session, secureFetch } = globalThis.document ? installSecureFetch(globalThis) : {};
