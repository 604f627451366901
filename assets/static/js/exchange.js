/** One request and its answer, with the session renewed in between where that is needed. */

import { problemOf } from "./problem.js";
import { BodyNotReplayableError, SessionLockedError } from "./sessionErrors.js";

const RENEWABLE = "auth_required";
const OVER = new Set(["session_ended", "session_expired", "session_reused"]);
const LOCKED = "session_locked";
const ANOTHER_PERSON = "urn:shiftbook:another-person";
/** Of these the session may have something to say; what they say is looked at. */
const TELLING = new Set([401, 409, 423]);

/** A caller that gives up need not wait for something that goes on for the others. */
export function unlessAborted(signal, promise) {
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
 * @param {{fetch: typeof fetch, stamp: object, connection: object, end: object, cover: object,
 *   renew: Function}} parts
 * @returns {{send: (request: Request) => Promise<Response>,
 *   exchange: (copies: {request: Request, retry: Request|null}) => Promise<Response>}} `send` sends once,
 *   `exchange` renews and sends the other copy if the access token has run out
 * @throws {SessionLockedError} (as a rejection) of `exchange`: the password is wanted first
 */
export function createExchange({ fetch, stamp, connection, end, cover, renew }) {
  async function answer(request) {
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

  async function sendAndRead(request) {
    const response = await answer(request);
    const problem = TELLING.has(response.status) ? await problemOf(response) : {};
    if (response.status === 409 && problem.type === ANOTHER_PERSON) {
      throw end.another();
    }
    return { response, code: problem.code };
  }

  async function send(request) {
    return (await sendAndRead(request)).response;
  }

  async function exchange({ request, retry }) {
    const before = stamp.read();
    const { response, code } = await sendAndRead(request);
    if (response.status === 401 && OVER.has(code)) {
      throw end.over(code);
    }
    if (response.status === 423 && code === LOCKED && cover.present) {
      throw new SessionLockedError();
    }
    // A page that never had a session is not signed out by a 401.
    if (response.status !== 401 || code !== RENEWABLE || !stamp.seen) {
      return response;
    }
    await unlessAborted(request.signal, renew(before));
    if (retry === null) {
      throw new BodyNotReplayableError(request, response);
    }
    return send(retry);
  }

  return { send, exchange };
}
