/** Everything `secureFetch` stands on, put together: once from a window, in tests from fakes. */

import { createBeforeLeaving } from "./beforeLeaving.js";
import { createConnectionBanner } from "./connectionBanner.js";
import { createConnection } from "./connection.js";
import { createCover } from "./cover.js";
import { createDeparture } from "./departure.js";
import { createExchange } from "./exchange.js";
import { createHeld } from "./held.js";
import { outgoingRequest } from "./outgoingRequest.js";
import { createRefreshLock } from "./refreshLock.js";
import { createRefreshOnce } from "./refreshOnce.js";
import { createSessionChannel } from "./sessionChannel.js";
import { createSessionEnd } from "./sessionEnd.js";
import { createSessionLock } from "./sessionLock.js";
import { createSessionStamp } from "./sessionStamp.js";
import { createTimedFetch } from "./timedFetch.js";
import { createUserInput } from "./userInput.js";

const READY_PATH = "/readyz";
const SESSION_PATH = "/api/session";
const AS_JSON = { headers: { Accept: "application/json" } };
const systemClock = { now: () => Date.now() / 1000 };

/**
 * @param {{fetch: typeof fetch, timers: object, clock: object, stamp: object, refreshLock: Function,
 *   channel: object, location: Location, banner: object, cover: object, person: string|undefined}} parts
 *   *person* is the id of whom the page was made for
 * @returns {object} beside the parts made here: `beforeLeaving(save)`, where whoever holds words registers how
 *   to save them (`save` resolves with whether all are), and `cover`
 */
export function createSession(parts) {
  const { fetch, timers, clock, stamp, channel, location, cover, person } = parts;
  const timedFetch = createTimedFetch({ fetch, timers });
  const connection = createConnection({ timers, banner: parts.banner, ping: () => timedFetch(READY_PATH) });
  const { add: beforeLeaving, flush } = createBeforeLeaving(timers);
  const held = createHeld();
  const departure = createDeparture({ timers, location, cover, flush });
  const end = createSessionEnd({ location, channel, departure, cover, held });
  const renew = createRefreshOnce({ stamp, lock: parts.refreshLock, timers, timedFetch, connection, end });
  const { send, exchange } = createExchange({ fetch, stamp, connection, end, cover, renew });
  const input = createUserInput(clock);
  const page = person === undefined ? {} : { person, idle: input.idle };
  const ask = () => exchange(outgoingRequest(SESSION_PATH, AS_JSON, { location, ...page }));
  const lock = createSessionLock({ timers, cover, channel, held, end, flush, timedFetch, person, ask });
  return {
    stamp, channel, connection, end, renew, timedFetch, send, exchange, input, page,
    cover, lock, departure, beforeLeaving, flush,
  };
}

/**
 * @param {Window} page
 * @param {{clock?: {now: () => number}, cover?: object}} [parts] what a test has instead
 * @returns {ReturnType<typeof createSession>}
 * @throws {TypeError} when the page does not name its session cookie
 */
export function createPageSession(page, { clock = systemClock, cover = createCover(page) } = {}) {
  const { signedIn: person } = page.document.documentElement.dataset;
  return createSession({
    fetch: page.fetch.bind(page),
    timers: page,
    clock,
    stamp: createSessionStamp(page.document),
    refreshLock: createRefreshLock({ locks: page.navigator.locks, timers: page }),
    channel: createSessionChannel(page.BroadcastChannel, person),
    location: page.location,
    banner: createConnectionBanner(page.document),
    cover,
    person,
  });
}
