/** When a page looks at its session again: every second, and whenever somebody or something comes back. */

import { ARRIVED, LOCKED, SESSION_OVER, UNLOCKED } from "./sessionChannel.js";

const LOOK_EVERY_MS = 1000;
const INPUT_EVENTS = ["keydown", "pointerdown", "pointermove", "wheel"];

/** Calls *act* for every key and for the mouse where it really moved: a page that changes under it is no input. */
function watchInput(page, act) {
  let place = null;
  const onInput = (event) => {
    const { type, screenX, screenY } = event;
    const here = type === "pointermove" && screenX !== undefined ? `${screenX} ${screenY}` : null;
    if (here === null || here !== place) {
      act();
    }
    place = here ?? place;
  };
  for (const kind of INPUT_EVENTS) {
    page.addEventListener(kind, onInput, { capture: true, passive: true });
  }
}

/** What the other windows say, and what is done about it: believed is only that somebody locked. */
function hearOthers({ session, sessionClock }) {
  const { channel, cover, lock, page: { person } } = session;
  const acts = {
    [SESSION_OVER]: sessionClock.recheck,
    [LOCKED]: (isOurs) => isOurs && lock.cover(),
    [UNLOCKED]: () => cover.shown && lock.verify(),
    [ARRIVED]: (isOurs) => (cover.shown || !isOurs) && lock.verify(),
  };
  channel.listen((word) => acts[word?.kind]?.(word.person === person));
}

/** A stamp that changed elsewhere may be another person's. */
function watchStamp({ stamp, lock }) {
  let known = stamp.read();
  return () => {
    const current = stamp.read();
    if (current !== known) {
      known = current;
      if (current !== null && current !== stamp.own) {
        lock.verify();
      }
    }
  };
}

/**
 * Starts watching; there is no stopping, a page watches until it is gone.
 *
 * @param {{page: Window, sessionClock: object, session: object, idleWatch: object|null}} parts
 *   no *idleWatch* on a page of nobody
 */
export function watchSession({ page, sessionClock, session, idleWatch }) {
  const { look, recheck } = sessionClock;
  const lookAtStamp = idleWatch ? watchStamp(session) : () => {};

  function lookAtAll() {
    // First of all: who comes back too late must not see the page.
    idleWatch?.look();
    session.cover.look();
    lookAtStamp();
    look();
  }

  function comeBack() {
    session.connection.retryNow();
    lookAtAll();
  }

  watchInput(page, idleWatch?.touched ?? session.input.note);
  page.addEventListener("focus", comeBack);
  page.addEventListener("online", comeBack);
  page.document.addEventListener("visibilitychange", comeBack);
  page.addEventListener("pageshow", (event) => {
    // Back brings a page as it was, perhaps from before a sign-out.
    if (event.persisted) {
      recheck();
    }
  });
  hearOthers({ session, sessionClock });
  page.setInterval(lookAtAll, LOOK_EVERY_MS);
}
