/**
 * `secureFetch`, the one way a page talks to the server. It takes what `fetch` takes and gives what
 * `fetch` gives; when the access token has run out it renews the session and sends once more.
 *
 *   1. Note the stamp, keep a copy of the request.
 *   2. Send. Anything but a 401 about the session is the caller's: 403 never renews, 5xx never signs out.
 *   3. Renew (refreshOnce.js: look → lock → look again → ask), then send the copy, marked. Once.
 *   4. Session over: one redirect to the sign-in page (sessionEnd.js).
 *   5. No renewal possible now: the page stays, a banner says so (connection.js), the call rejects.
 */

import { outgoingRequest } from "./outgoingRequest.js";
import { problemCode } from "./problem.js";
import { createPageSession } from "./session.js";
import { BodyNotReplayableError } from "./sessionErrors.js";

const RENEWABLE = "auth_required";
const OVER = new Set(["session_ended", "session_expired", "session_reused"]);
/** One per page, even when this module is loaded twice under different addresses. */
const INSTALLED = Symbol.for("shiftbook.secureFetch");

/** A caller that gives up need not wait for a renewal that goes on for the others. */
function unlessAborted(signal, promise) {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    promise.then(resolve, reject);
    if (signal.aborted) {
      giveUp();
    }
  });
}

/**
 * @param {{fetch: typeof fetch, location: Location, person: string|undefined, session: object}} parts
 *   `person` is the id of whom the page was made for; `session` as `createSession` makes it
 * @returns {(input: RequestInfo|URL, init?: RequestInit) => Promise<Response>} which rejects as below
 * @throws {CrossOriginError} the address is not ours; nothing was sent
 * @throws {SessionOverError} the session has ended; the page is leaving for the sign-in page
 * @throws {RefreshFailedError} the session is kept but could not be renewed now
 * @throws {CookiesBlockedError} the session was renewed and the browser kept no cookie
 * @throws {BodyNotReplayableError} the session is renewed; a stream must be sent again by the caller
 * @throws {TypeError} the network error of `fetch`; an abort rejects with its reason
 */
export function createSecureFetch({ fetch, location, person, session }) {
  const { stamp, connection, end, renew } = session;

  async function send(request) {
    try {
      const response = await fetch(request);
      connection.answered();
      return response;
    } catch (error) {
      if (!request.signal.aborted) {
        connection.lost();
      }
      throw error;
    }
  }

  return async function secureFetch(input, init) {
    const { request, retry } = outgoingRequest(input, init, { location, person });
    const before = stamp.read();
    const response = await send(request);
    const code = response.status === 401 ? await problemCode(response) : null;
    if (OVER.has(code)) {
      throw end.over(code);
    }
    // A page that never had a session is not signed out by a 401.
    if (code !== RENEWABLE || !stamp.seen) {
      return response;
    }
    await unlessAborted(request.signal, renew(before));
    if (retry === null) {
      throw new BodyNotReplayableError(request, response);
    }
    return send(retry);
  };
}

/**
 * Gives a page its session and its `secureFetch`, the same ones however often it is called.
 *
 * @param {Window} page
 * @returns {{session: object, secureFetch: typeof fetch}}
 * @throws {TypeError} when the page does not name its session cookie
 */
export function installSecureFetch(page) {
  if (!page[INSTALLED]) {
    const session = createPageSession(page);
    const { location } = page;
    const { signedIn: person } = page.document.documentElement.dataset;
    const secureFetch = createSecureFetch({ fetch: page.fetch.bind(page), location, person, session });
    page[INSTALLED] = { session, secureFetch };
    page.secureFetch = secureFetch;
  }
  return page[INSTALLED];
}

/** This page's own; absent where there is no page (under a test runner). */
export const { session, secureFetch } = globalThis.document ? installSecureFetch(globalThis) : {};
