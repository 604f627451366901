/**
 * The lock: covered at once, then the server is told or asked. What is covered is uncovered by the server's
 * word alone: the right password, or that nothing is locked.
 */

import { answerOf } from "./answer.js";
import { jsonPost } from "./jsonPost.js";
import { createKeepTrying } from "./keepTrying.js";
import { createLockTelling } from "./lockTelling.js";
import { UNLOCKED } from "./sessionChannel.js";
import { SessionLockedError } from "./sessionErrors.js";

const UNLOCK_PATH = "/session/unlock";

/**
 * @param {{timers: object, cover: object, channel: object, held: object, end: object, flush: Function,
 *   timedFetch: Function, person: string|undefined, ask: () => Promise<Response>}} parts `ask` asks how the
 *   session stands, and rejects with a `SessionLockedError` where it is locked
 * @returns {object} `lock` when somebody says so, `cover` when another window was locked, `notice` when the
 *   time or a call says so; `hold` is that, and waits; `unlock` rejects with what the server refused;
 *   `verify` asks, and covers or uncovers; `facts` is what the server last said of an open session
 */
export function createSessionLock(parts) {
  const { timers, cover, channel, held, end, flush, timedFetch, person, ask } = parts;
  const telling = createLockTelling(parts);
  const checking = createKeepTrying(timers, async () => (await verify()) !== null);
  let facts = null;
  /** Counts coverings and uncoverings: an answer to a question from before says nothing any more. */
  let round = 0;
  let asking = null;

  function close() {
    if (!cover.shown) {
      round += 1;
      telling.told = false;
      cover.show("locked");
      flush();
    }
  }

  function open() {
    round += 1;
    telling.stop();
    checking.stop();
    facts = null;
    cover.hide();
    held.release();
  }

  function heardOpen(answer) {
    if (cover.mode === "locked" && !telling.under) {
      open();
    }
    facts = answer;
  }

  function heardLocked() {
    close();
    telling.told = true;
  }

  async function stand(mine) {
    try {
      const response = await ask();
      const answer = response.ok ? await response.json() : null;
      if (answer && mine === round) {
        heardOpen(answer);
      }
      return answer && "open";
    } catch (error) {
      if (!(error instanceof SessionLockedError)) {
        return end.leaving ? "gone" : null;
      }
      if (mine === round) {
        heardLocked();
      }
      return "locked";
    }
  }

  /** Resolves with how the session stands; with null where nobody can tell. */
  function verify() {
    if (asking?.round !== round) {
      const mine = { round, outcome: stand(round) };
      asking = mine;
      mine.outcome.finally(() => {
        asking = asking === mine ? null : asking;
      });
    }
    return asking.outcome;
  }

  async function lock() {
    // A page that is being left may show one person while another is signed in: that one is not locked out.
    if (end.leaving) {
      return;
    }
    close();
    if (!telling.told && !telling.under) {
      await telling.start();
    }
  }

  async function unlock(password) {
    // Locking must not arrive after unlocking.
    await telling.stop();
    try {
      await answerOf(await timedFetch(UNLOCK_PATH, jsonPost({ password }, person)));
    } catch (error) {
      if (!telling.told) {
        telling.start();
      }
      throw error;
    }
    open();
    channel.tell(UNLOCKED);
  }

  function notice() {
    close();
    if (!telling.told && !telling.under && !checking.under) {
      checking.start();
    }
  }

  function hold() {
    notice();
    return held.wait();
  }

  return {
    cover: close,
    lock,
    notice,
    hold,
    unlock,
    open,
    verify,
    get told() {
      return telling.told;
    },
    get facts() {
      return facts;
    },
  };
}
