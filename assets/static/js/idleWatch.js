/**
 * Nobody there? The server says when a session locks; the page counts along, warns, and covers itself at
 * that second, whether the server can be reached or not. It compares wall-clock seconds each time it is asked
 * to look, so a computer that slept past the time is covered at the first look.
 */

const LONGEST_WARNING_SECONDS = 30;
const LONGEST_REPORT_SECONDS = 15;
/** How often the server is asked at most, whatever there is to ask. */
const ASK_SECONDS = 2;

/** How long before locking a warning is shown, for an *idleLock* in seconds. */
export function warningSeconds(idleLock) {
  return Math.min(LONGEST_WARNING_SECONDS, idleLock / 5);
}

/** How far apart reports of input are at least, for an *idleLock* in seconds. */
export function reportSeconds(idleLock) {
  return Math.max(1, Math.min(LONGEST_REPORT_SECONDS, idleLock / 4));
}

/**
 * @param {{clock: {now: () => number}, input: object, lock: object, cover: object, warning: object}} parts
 * @returns {{look: () => void, touched: () => void}} both are cheap: `look` is meant to be called every second
 *   and whenever somebody is back, `touched` for every key and move of the mouse
 */
export function createIdleWatch({ clock, input, lock, cover, warning }) {
  let askedAt = -Infinity;
  let reported = { at: clock.now(), input: input.at };
  /** Whether the server was asked since the time for a warning came: another window may have had input. */
  let asked = false;

  /** However a clock jumps: seconds from one instant to the other count, not which came first. */
  const since = (instant) => Math.abs(clock.now() - instant);

  async function ask() {
    if (since(askedAt) < ASK_SECONDS) {
      return;
    }
    askedAt = clock.now();
    if (input.at !== reported.input) {
      reported = { at: clock.now(), input: input.at };
    }
    await lock.verify();
    asked = true;
    look();
  }

  function secondsLeft({ idle_lock: idleLock, locks_at: locksAt }) {
    return idleLock - Math.min(input.idle(), since(locksAt - idleLock));
  }

  function warn(left) {
    if (asked) {
      warning.show(Math.ceil(left));
    }
    ask();
  }

  function stay(idleLock) {
    warning.hide();
    asked = false;
    if (input.at !== reported.input && since(reported.at) >= reportSeconds(idleLock)) {
      ask();
    }
  }

  function count(facts) {
    const left = secondsLeft(facts);
    if (left <= 0) {
      warning.hide();
      asked = false;
      lock.notice();
    } else if (left <= warningSeconds(facts.idle_lock)) {
      warn(left);
    } else {
      stay(facts.idle_lock);
    }
  }

  function look() {
    if (cover.shown) {
      warning.hide();
      return;
    }
    const { facts } = lock;
    if (facts === null) {
      ask();
    } else if (typeof facts.idle_lock === "number") {
      count(facts);
    }
  }

  function touched() {
    // Too late is too late: a key after the time does not keep the page open.
    look();
    input.note();
    if (warning.shown) {
      look();
    }
  }

  return { look, touched };
}
