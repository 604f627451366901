/**
 * What runs on every page: the session is watched and locked, where people come in the page waits for
 * somebody coming in elsewhere, the flash code goes, our own window gets what browsers have by themselves, and
 * pictures are drawn small.
 */

import { watchEntrance } from "./entranceWatch.js";
import { removeFlash } from "./flash.js";
import { startLocking } from "./lockPage.js";
import { startOwnWindow } from "./ownWindow.js";
import { installSecureFetch } from "./secureFetch.js";
import { ARRIVED } from "./sessionChannel.js";
import { createSessionClock } from "./sessionClock.js";
import { watchSession } from "./sessionWatch.js";
import { startPictures } from "./smallPicture.js";

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
  if (session.watched) {
    return;
  }
  session.watched = true;
  if (session.end.atEntrance) {
    watchEntrance(page, session);
    return;
  }
  const isHidden = () => page.document.visibilityState === "hidden";
  const sessionClock = createSessionClock({ clock, session, secureFetch, isHidden });
  const idleWatch = startLocking(page, session, clock);
  watchSession({ page, sessionClock, session, idleWatch });
  if (idleWatch && !session.cover.shown) {
    session.channel.tell(ARRIVED);
  }
}

if (globalThis.document) {
  startPage(globalThis);
  startOwnWindow(globalThis);
  startPictures(globalThis);
}
