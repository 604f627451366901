/**
 * Whether the server can be reached. Trouble shows the banner and tries again by itself, after 1, 2,
 * 4 … at most 15 seconds, or when the server said (`Retry-After`). While that pause lasts nobody asks
 * for another refresh: failures have a cool-down.
 */

const LONGEST_PAUSE_SECONDS = 15;
/** A server that asks for more patience than this gets this much. */
const LONGEST_RETRY_AFTER_SECONDS = 300;

function pauseSeconds(failures, retryAfter) {
  const growing = Math.min(2 ** (failures - 1), LONGEST_PAUSE_SECONDS);
  return Math.max(growing, Math.min(retryAfter, LONGEST_RETRY_AFTER_SECONDS));
}

/**
 * @param {{timers: {setTimeout: Function, clearTimeout: Function},
 *   banner: {show: () => void, hide: () => void}, ping: () => Promise<unknown>}} parts `ping` asks
 *   the server for any answer at all
 */
export function createConnection({ timers, banner, ping }) {
  let failures = 0;
  let timer = null;
  /** @type {{retry: () => Promise<unknown>, refreshError: RefreshFailedError|null}|null} */
  let trouble = null;

  function pause(retryAfter) {
    timers.clearTimeout(timer);
    failures += 1;
    timer = timers.setTimeout(probe, pauseSeconds(failures, retryAfter) * 1000);
  }

  /** An ordinary call met a network error. */
  function lost() {
    banner.show();
    trouble ??= { retry: () => ping().catch(lost), refreshError: null };
    // Calls that fail together are one failure.
    if (timer === null) {
      pause(0);
    }
  }

  /** A refresh failed; `retry` asks for it again, and reports here if that fails too. */
  function refreshFailed(refreshError, retry) {
    banner.show();
    trouble = { retry, refreshError };
    pause(refreshError.retryAfter);
  }

  /** All is well: the session was renewed, here or in another window, or the server answers again. */
  function recovered() {
    timers.clearTimeout(timer);
    timer = null;
    failures = 0;
    trouble = null;
    banner.hide();
  }

  /** The server answered an ordinary call, whatever it said. That does not make up for a refused refresh. */
  function answered() {
    if (trouble !== null && (trouble.refreshError === null || trouble.refreshError.unreachable)) {
      recovered();
    }
  }

  async function probe() {
    timer = null;
    await trouble.retry().catch(() => {});
    if (timer === null) {
      recovered();
    }
  }

  /** Somebody has come back to the window, or the network has: try without waiting for the pause. */
  function retryNow() {
    if (timer !== null && !trouble.refreshError?.retryAfter) {
      timers.clearTimeout(timer);
      probe();
    }
  }

  return {
    lost,
    refreshFailed,
    recovered,
    answered,
    retryNow,
    get down() {
      return trouble !== null;
    },
    /** The error to reject with while a refresh is cooling down, else null. */
    get refusal() {
      return timer === null ? null : (trouble.refreshError ?? null);
    },
  };
}
