/** Locking and switching on a page somebody is signed in on: the keys, the buttons, the cover, the warning. */

import { createComeBack } from "./comeBack.js";
import { startCover } from "./coverKeys.js";
import { createIdleWarning } from "./idleWarning.js";
import { createIdleWatch } from "./idleWatch.js";
import { watchLockKeys } from "./lockKeys.js";

const SWITCH_ADDRESS = "/login?switch=1";

/** Locks, and goes where somebody else can come in: not before the server knows, nor before all is saved. */
export function createSwitch({ lock, departure }) {
  return function switchPerson() {
    const locking = lock.lock();
    const ready = async () => {
      await locking;
      return lock.told;
    };
    departure.depart({ mode: "switch", address: SWITCH_ADDRESS, ready });
  };
}

/**
 * @param {Window} page
 * @param {object} session as `createSession` makes it
 * @param {{now: () => number}} clock
 * @returns {ReturnType<typeof createIdleWatch>|null} the watch for nobody being there; null on a page of nobody
 */
export function startLocking(page, session, clock) {
  const { cover, lock, departure, input } = session;
  if (!cover.present) {
    return null;
  }
  const { document } = page;
  const element = document.querySelector("[data-cover]");
  const switchPerson = createSwitch(session);
  const comeBack = createComeBack({ session, name: element.dataset.name });
  const covering = startCover(element, { comeBack, leave: departure.without, switchPerson });
  watchLockKeys(page, { lock: lock.lock, switch: switchPerson }, (event) => cover.shown && covering.key(event));
  document.querySelector("[data-lock]")?.addEventListener("click", lock.lock);
  document.querySelector("[data-switch-person]")?.addEventListener("click", (event) => {
    event.preventDefault();
    switchPerson();
  });
  return createIdleWatch({ clock, input, lock, cover, warning: createIdleWarning(document) });
}
