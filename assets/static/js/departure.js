/** Leaving a page for good: not before its words are saved, and only once. */

import { createKeepTrying } from "./keepTrying.js";

/**
 * @param {{timers: object, location: Location, cover: object, flush: () => Promise<boolean>}} parts
 * @returns {{depart: (way: {mode: string, address: string, ready?: () => Promise<boolean>}) => Promise<void>,
 *   without: () => void, stay: () => void, leaving: boolean}} `depart` replaces the page, so that Back does not
 *   return to it, as soon as its words are saved and it is `ready`; until then the
 *   cover says whose words wait, in `mode`.
 *   `without` leaves the words behind; `stay` takes the departure back
 */
export function createDeparture({ timers, location, cover, flush }) {
  let way = null;
  let gone = false;
  let saved = false;
  const trying = createKeepTrying(timers, attempt);

  function go() {
    gone = true;
    location.replace(way.address);
  }

  async function attempt() {
    const mine = way;
    const [flushed, ready] = await Promise.all([flush(), mine.ready?.() ?? true]);
    saved = flushed;
    if (mine === way && flushed && ready) {
      go();
    }
    return gone;
  }

  async function depart(chosen) {
    if (way !== null) {
      return;
    }
    way = chosen;
    await trying.start();
    if (way === chosen && !gone && !saved) {
      cover.show(way.mode);
    }
  }

  return {
    depart,
    without() {
      trying.stop();
      go();
    },
    stay() {
      trying.stop();
      way = null;
    },
    get leaving() {
      return way !== null;
    },
  };
}
