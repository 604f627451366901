/**
 * One refresh at a time in the whole browser. The lock saves calls; it is not what keeps sessions safe
 * (the server hands the same successor to whoever comes second). So it may fail, and never blocks.
 */

const LOCK_NAME = "shiftbook-refresh";
const LIMIT_MS = 5000;

/**
 * @param {{locks: LockManager|undefined, timers: {setTimeout: Function, clearTimeout: Function}}} parts
 * @returns {<T>(act: () => Promise<T>) => Promise<T>} runs `act` exactly once: under the lock, or
 *   without it when there are no locks, the browser refuses one, or it is not ours within five seconds
 */
export function createRefreshLock({ locks, timers }) {
  async function underLock(act) {
    const controller = new AbortController();
    const timer = timers.setTimeout(() => controller.abort(), LIMIT_MS);
    let granted = false;
    try {
      return await locks.request(LOCK_NAME, { signal: controller.signal }, () => {
        granted = true;
        timers.clearTimeout(timer);
        return act();
      });
    } catch (error) {
      // An error after the grant is the act's own; before it, only the lock has failed.
      if (granted) {
        throw error;
      }
      return act();
    } finally {
      timers.clearTimeout(timer);
    }
  }

  return locks ? underLock : (act) => act();
}
