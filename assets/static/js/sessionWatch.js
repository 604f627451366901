/** When a page looks at its session again: every second, and whenever somebody or something comes back. */

import { SESSION_OVER } from "./sessionChannel.js";

const LOOK_EVERY_MS = 1000;
const INPUT_EVENTS = ["keydown", "pointerdown", "pointermove"];

/**
 * Starts watching; there is no stopping, a page watches until it is gone.
 *
 * @param {{page: Window, sessionClock: object, session: object}} parts
 */
export function watchSession({ page, sessionClock, session }) {
  const { look, recheck, noteInput } = sessionClock;

  function comeBack() {
    session.connection.retryNow();
    look();
  }

  for (const kind of INPUT_EVENTS) {
    page.addEventListener(kind, noteInput, { capture: true, passive: true });
  }
  page.addEventListener("focus", comeBack);
  page.addEventListener("online", comeBack);
  page.document.addEventListener("visibilitychange", comeBack);
  page.addEventListener("pageshow", (event) => {
    // Back brings a page as it was, perhaps from before a sign-out.
    if (event.persisted) {
      recheck();
    }
  });
  session.channel.listen((message) => {
    if (message === SESSION_OVER) {
      recheck();
    }
  });
  page.setInterval(look, LOOK_EVERY_MS);
}
