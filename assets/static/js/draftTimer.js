/** When a draft is saved: after a pause, not too long after the first word, and again after a failure. */

const PAUSE_MS = 700;
/** Somebody who never pauses is saved this long after the first unsaved character. */
const LONGEST_MS = 1500;
const LONGEST_RETRY_SECONDS = 15;

/**
 * @param {{timers: {setTimeout: Function, clearTimeout: Function}, save: () => void}} parts
 * @returns {{typed: () => void, retry: () => void, recovered: () => void, stop: () => void, running: boolean}}
 */
export function createDraftTimer({ timers, save }) {
  let [pause, longest, again] = [null, null, null];
  let failures = 0;

  function stop() {
    [pause, longest, again].forEach((timer) => timers.clearTimeout(timer));
    [pause, longest, again] = [null, null, null];
  }

  function fire() {
    stop();
    save();
  }

  return {
    typed() {
      timers.clearTimeout(pause);
      pause = timers.setTimeout(fire, PAUSE_MS);
      longest ??= timers.setTimeout(fire, LONGEST_MS);
    },
    /** After 1, 2, 4 … at most 15 seconds, until it has recovered. */
    retry() {
      failures += 1;
      timers.clearTimeout(again);
      again = timers.setTimeout(fire, Math.min(2 ** (failures - 1), LONGEST_RETRY_SECONDS) * 1000);
    },
    recovered() {
      timers.clearTimeout(again);
      [again, failures] = [null, 0];
    },
    stop,
    get running() {
      return pause !== null || longest !== null || again !== null;
    },
  };
}
