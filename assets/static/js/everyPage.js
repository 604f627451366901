/**
 * What runs on every page: the session is watched, except where people come in, the flash code goes, and
 * our own window gets what browsers have by themselves.
 */

import { removeFlash } from "./flash.js";
import { startOwnWindow } from "./ownWindow.js";
import { installSecureFetch } from "./secureFetch.js";
import { createSessionClock } from "./sessionClock.js";
import { watchSession } from "./sessionWatch.js";

const systemClock = { now: () => Date.now() / 1000 };

/**
 * Starts what every page needs, once, however often it is called.
 *
 * @param {Window} page
 * @param {{now: () => number}} [clock] epoch seconds
 */
export function startPage(page, clock = systemClock) {
  const { session, secureFetch } = installSecureFetch(page);
  removeFlash(page);
  if (session.end.atEntrance || session.watched) {
    return;
  }
  session.watched = true;
  const isHidden = () => page.document.visibilityState === "hidden";
  const sessionClock = createSessionClock({ clock, session, secureFetch, isHidden });
  watchSession({ page, sessionClock, session });
}

if (globalThis.document) {
  startPage(globalThis);
  startOwnWindow(globalThis);
}
