/** Everything `secureFetch` stands on, put together: once from a window, in tests from fakes. */

import { createConnectionBanner } from "./connectionBanner.js";
import { createConnection } from "./connection.js";
import { createRefreshLock } from "./refreshLock.js";
import { createRefreshOnce } from "./refreshOnce.js";
import { createSessionChannel } from "./sessionChannel.js";
import { createSessionEnd } from "./sessionEnd.js";
import { createSessionStamp } from "./sessionStamp.js";
import { createTimedFetch } from "./timedFetch.js";

const READY_PATH = "/readyz";

/**
 * @param {{fetch: typeof fetch, timers: object, stamp: object, lock: Function, channel: object,
 *   location: Location, banner: object}} parts
 * @returns {{stamp: object, channel: object, connection: object, end: object,
 *   renew: (before: string|null) => Promise<void>}}
 */
export function createSession({ fetch, timers, stamp, lock, channel, location, banner }) {
  const timedFetch = createTimedFetch({ fetch, timers });
  const connection = createConnection({ timers, banner, ping: () => timedFetch(READY_PATH) });
  const end = createSessionEnd({ location, channel });
  const renew = createRefreshOnce({ stamp, lock, timers, timedFetch, connection, end });
  return { stamp, channel, connection, end, renew };
}

/**
 * @param {Window} page
 * @returns {ReturnType<typeof createSession>}
 * @throws {TypeError} when the page does not name its session cookie
 */
export function createPageSession(page) {
  return createSession({
    fetch: page.fetch.bind(page),
    timers: page,
    stamp: createSessionStamp(page.document),
    lock: createRefreshLock({ locks: page.navigator.locks, timers: page }),
    channel: createSessionChannel(page.BroadcastChannel),
    location: page.location,
    banner: createConnectionBanner(page.document),
  });
}
