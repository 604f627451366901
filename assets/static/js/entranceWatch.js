/** Where people come in: a page that is still open there goes on by itself when somebody has come in elsewhere. */

import { ARRIVED, UNLOCKED } from "./sessionChannel.js";

const SESSION_PATH = "/api/session";
const LOOK_EVERY_MS = 1000;
const NEWS = new Set([ARRIVED, UNLOCKED]);

/**
 * Starts watching; there is no stopping, a page watches until it is gone.
 *
 * @param {Window} page
 * @param {{stamp: object, channel: object, timedFetch: Function}} session
 */
export function watchEntrance(page, { stamp, channel, timedFetch }) {
  const { document, location } = page;
  let known = stamp.read();
  let somebodyIsIn = false;

  const isTyping = () => [...document.querySelectorAll("[type=password]")].some(({ value }) => value !== "");

  function goOn() {
    // Whoever has begun to type a password here means to come in here.
    if (somebodyIsIn && !isTyping()) {
      somebodyIsIn = false;
      location.replace(document.querySelector("[name=next]")?.value ?? "/");
    }
  }

  async function ask() {
    try {
      const { ok } = await timedFetch(SESSION_PATH, { headers: { Accept: "application/json" } });
      somebodyIsIn = ok;
      goOn();
    } catch {
      // Not reached: the next news is asked about again.
    }
  }

  function look() {
    const current = stamp.read();
    if (current !== known) {
      known = current;
      somebodyIsIn = false;
      if (current !== null) {
        ask();
      }
    }
    goOn();
  }

  channel.listen(({ kind }) => {
    if (NEWS.has(kind)) {
      ask();
    }
  });
  page.setInterval(look, LOOK_EVERY_MS);
}
