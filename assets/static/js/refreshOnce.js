/**
 * Renewing the session: look → lock → look again → ask. However many calls find that the access token
 * has run out, in however many windows, one of them asks and the others see the new stamp.
 */

import { problemCode } from "./problem.js";
import { CookiesBlockedError, RefreshFailedError, SessionLockedError } from "./sessionErrors.js";

const REFRESH_PATH = "/session/refresh";
/** How long a cookie may take from the answer that sets it to the scripts: a second in all. */
const COOKIE_LOOKS = 40;
const COOKIE_PAUSE_MS = 25;

function retryAfterSeconds(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) ? seconds : 0;
}

/**
 * @param {{stamp: object, lock: Function, timers: {setTimeout: Function}, timedFetch: Function,
 *   connection: object, end: object}} parts
 * @returns {(before: string|null) => Promise<void>} resolves when the session is newer than the stamp
 *   `before`, which the caller read when it had the token that ran out
 * @throws {SessionOverError} (as a rejection) the session has ended and the page is leaving
 * @throws {SessionLockedError} (as a rejection) it cannot be renewed before the password is typed
 * @throws {RefreshFailedError} (as a rejection) it could not be renewed now, or is cooling down after that
 * @throws {CookiesBlockedError} (as a rejection) it was renewed and the browser kept nothing of it
 */
export function createRefreshOnce({ stamp, lock, timers, timedFetch, connection, end }) {
  let flight = null;

  function isNewerThan(before) {
    const current = stamp.read();
    // The readable cookie lives as long as the refresh token: without it there is nothing to renew.
    if (current === null || end.leaving) {
      throw end.over("auth_required");
    }
    return current !== before;
  }

  async function post(before) {
    try {
      return await timedFetch(REFRESH_PATH, { method: "POST", redirect: "error" });
    } catch (cause) {
      throw failure(before, { cause });
    }
  }

  function failure(before, evidence) {
    const error = new RefreshFailedError(evidence);
    connection.refreshFailed(error, () => renew(before));
    return error;
  }

  /** WebKit tells scripts of a cookie a few milliseconds after the answer that came with it. */
  async function newStamp(before) {
    for (let looks = 0; !isNewerThan(before); looks += 1) {
      if (looks === COOKIE_LOOKS) {
        throw new CookiesBlockedError();
      }
      await new Promise((resolve) => {
        timers.setTimeout(resolve, COOKIE_PAUSE_MS);
      });
    }
  }

  async function ask(before) {
    if (isNewerThan(before)) {
      return;
    }
    const response = await post(before);
    if (response.status === 401) {
      throw end.over((await problemCode(response)) ?? "auth_required");
    }
    if (response.status === 423 && (await problemCode(response)) === "session_locked") {
      throw new SessionLockedError();
    }
    if (!response.ok) {
      throw failure(before, { status: response.status, retryAfter: retryAfterSeconds(response) });
    }
    await newStamp(before);
    stamp.renewed();
  }

  async function renew(before) {
    if (!isNewerThan(before)) {
      if (connection.refusal !== null) {
        throw connection.refusal;
      }
      flight ??= lock(() => ask(before)).finally(() => {
        flight = null;
      });
      await flight;
    }
    connection.recovered();
  }

  return renew;
}
