/** Something that must happen in the end: tried again after 1, 2, 4 … at most 15 seconds. */

const LONGEST_PAUSE_SECONDS = 15;

/**
 * @param {{setTimeout: Function, clearTimeout: Function}} timers
 * @param {() => Promise<boolean>} act resolves with whether it is done; it never rejects
 * @returns {{start: () => Promise<void>, stop: () => void, under: boolean}} `start` resolves after its first
 *   try, and begins anew where it is under way; `under` is whether it is
 */
export function createKeepTrying(timers, act) {
  let timer = null;
  let round = 0;
  let under = false;

  async function attempt(mine, pause) {
    const done = await act();
    if (mine !== round) {
      return;
    }
    if (done) {
      under = false;
    } else {
      const next = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
      timer = timers.setTimeout(() => attempt(mine, next), pause * 1000);
    }
  }

  function stop() {
    timers.clearTimeout(timer);
    round += 1;
    under = false;
  }

  function start() {
    stop();
    under = true;
    return attempt(round, 1);
  }

  return {
    start,
    stop,
    get under() {
      return under;
    },
  };
}
