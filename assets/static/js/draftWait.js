/** Those who wait until every word is on disk. */

/**
 * @param {{timers: {setTimeout: Function, clearTimeout: Function}, isClean: () => boolean}} parts
 * @returns {{until: (limitMs: number) => Promise<boolean>, look: () => void}} `until` resolves with true as soon as
 *   everything is saved, with false when the time is up; `look` is called whenever something has changed
 */
export function createDraftWait({ timers, isClean }) {
  const waiting = new Set();

  function look() {
    if (isClean()) {
      waiting.forEach((done) => done(true));
    }
  }

  function until(limitMs) {
    return new Promise((resolve) => {
      const timeUp = timers.setTimeout(() => done(false), limitMs);

      function done(everything) {
        timers.clearTimeout(timeUp);
        waiting.delete(done);
        resolve(everything);
      }

      waiting.add(done);
      look();
    });
  }

  return { until, look };
}
