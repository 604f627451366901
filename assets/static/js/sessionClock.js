/**
 * Renews the session shortly before the access token runs out, while somebody is at work, so that nobody
 * waits for it. It compares wall-clock seconds each time it is asked to look (a long timer sleeps with the
 * computer, and one above 2^31 ms fires at once) and believes the server, never its own clock, about an end.
 */

import { AnotherPersonError, RefreshFailedError, SessionLockedError, SessionOverError } from "./sessionErrors.js";
import { accessExpiresAt } from "./sessionStamp.js";

const SESSION_PATH = "/api/session";
const AT_WORK_SECONDS = 120;
const MARGIN_SECONDS = 60;
const MARGIN_SHARE = 0.2;

/**
 * @param {{clock: {now: () => number}, session: object, secureFetch: typeof fetch,
 *   isHidden: () => boolean}} parts `now` in epoch seconds
 * @returns {{look: () => Promise<void>, recheck: () => Promise<void>}} `look` is cheap and meant to be called
 *   every second; `recheck` asks the server whether the session still lives
 */
export function createSessionClock({ clock, session, secureFetch, isHidden }) {
  const { stamp, connection, end, renew, input, cover, lock } = session;
  /** The stamp looked at last: how long it had to live at first sight, and whether it was renewed for. */
  let known = { stamp: null, lifetime: 0, tried: false };
  let asked = false;

  /** One attempt a stamp (connection.js repeats a failed one), and none for one that arrives expired. */
  function isDue() {
    const remaining = accessExpiresAt(known.stamp) - clock.now();
    const margin = Math.min(MARGIN_SECONDS, MARGIN_SHARE * known.lifetime);
    return !known.tried && known.lifetime > 0 && remaining < margin;
  }

  async function renewNow() {
    known.tried = true;
    try {
      await renew(known.stamp);
    } catch (error) {
      if (error instanceof SessionLockedError) {
        lock.notice();
        return;
      }
      // Both have been shown already, by the banner and by the sign-in page.
      if (!(error instanceof RefreshFailedError || error instanceof SessionOverError)) {
        throw error;
      }
    }
  }

  async function recheck() {
    if (end.leaving) {
      return;
    }
    asked = true;
    try {
      await secureFetch(SESSION_PATH);
    } catch (error) {
      asked = error instanceof SessionOverError || error instanceof AnotherPersonError;
      if (!(asked || error instanceof RefreshFailedError || error instanceof TypeError)) {
        throw error;
      }
    }
  }

  async function look() {
    if (isHidden() || connection.down) {
      return;
    }
    const current = stamp.read();
    if (current === null) {
      if (stamp.seen && !asked) {
        await recheck();
      }
      return;
    }
    asked = false;
    if (current !== known.stamp) {
      known = { stamp: current, lifetime: accessExpiresAt(current) - clock.now(), tried: false };
    }
    if (!cover.shown && input.idle() < AT_WORK_SECONDS && isDue()) {
      await renewNow();
    }
  }

  return { look, recheck };
}
