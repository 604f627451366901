/** Telling the server, and the other windows, that somebody has locked: until the server knows. */

import { createKeepTrying } from "./keepTrying.js";
import { problemCode } from "./problem.js";
import { LOCKED } from "./sessionChannel.js";

const LOCK_PATH = "/session/lock";
const NO_SESSION = 401;
const TROUBLE = 500;

/**
 * @param {{timers: object, cover: object, channel: object, end: object, timedFetch: Function}} parts
 * @returns {{start: () => Promise<void>, stop: () => Promise<void>, under: boolean, told: boolean}} `start`
 *   resolves after the first try; `stop` when nothing is on its way any more. `told` is whether the server
 *   knows, and may be set by whoever hears that from it
 */
export function createLockTelling({ timers, cover, channel, end, timedFetch }) {
  let told = cover.shown;
  let sending = null;
  const trying = createKeepTrying(timers, () => (sending = tell()));

  async function tell() {
    try {
      const response = await timedFetch(LOCK_PATH, { method: "POST", redirect: "error" });
      if (response.status === NO_SESSION) {
        end.over((await problemCode(response)) ?? "auth_required");
      } else if (response.ok) {
        cover.since((await response.json()).locked_at);
        // Once more: a window may have asked the server meanwhile, and opened by its word.
        channel.tell(LOCKED);
      }
      told = response.status < TROUBLE;
    } catch {
      told = false;
    }
    return told;
  }

  return {
    start() {
      channel.tell(LOCKED);
      return trying.start();
    },
    async stop() {
      trying.stop();
      await sending;
    },
    get under() {
      return trying.under;
    },
    get told() {
      return told;
    },
    set told(value) {
      told = value;
    },
  };
}
