/** When there was last a key or the mouse in this window: what the lock and the renewal go by. */

/**
 * @param {{now: () => number}} clock epoch seconds
 * @returns {{note: () => void, at: number, idle: () => number}} `idle` in seconds. A page that has just come
 *   counts as input: somebody asked for it
 */
export function createUserInput(clock) {
  let at = clock.now();
  return {
    note() {
      at = clock.now();
    },
    get at() {
      return at;
    },
    /** Either way round: after the clock was set back the last input lies in the future, and says nothing. */
    idle: () => Math.abs(clock.now() - at),
  };
}
