/** The password typed on the cover: unlocks, or signs the same person in again where the session is over. */

import { answerOf, RefusedError } from "./answer.js";
import { jsonPost } from "./jsonPost.js";
import { ARRIVED } from "./sessionChannel.js";

const SIGN_IN_PATH = "/login";
const ENDED = new Set(["auth_required", "session_ended", "session_expired", "session_reused"]);
const SIGNING_IN = new Set(["over", "another"]);
const ANOTHER_PERSONS = 409;
const UNREACHABLE = "Shiftbook cannot be reached just now.";

/**
 * @param {{session: object, name: string}} parts *name* is the person's the page was made for
 * @returns {(password: string) => Promise<string>} resolves with why not, in words; empty when all is well, or
 *   when the page is leaving and nothing need be said
 */
export function createComeBack({ session, name }) {
  const { cover, lock, departure, end, channel, flush, timedFetch } = session;

  async function signIn(password) {
    await answerOf(await timedFetch(SIGN_IN_PATH, jsonPost({ name, password })));
    departure.stay();
    lock.open();
    channel.tell(ARRIVED);
    flush();
  }

  async function unlock(password) {
    await lock.unlock(password);
    departure.stay();
  }

  /** The session that was to be unlocked is none any more, or another person's. */
  function leavesAfter({ status, code }) {
    const isOver = status === 401 && ENDED.has(code);
    if (isOver) {
      end.over(code);
    } else if (status === ANOTHER_PERSONS) {
      end.another();
    }
    return isOver || status === ANOTHER_PERSONS;
  }

  return async function comeBack(password) {
    const signingIn = SIGNING_IN.has(cover.mode);
    try {
      await (signingIn ? signIn : unlock)(password);
      return "";
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        return UNREACHABLE;
      }
      if (!signingIn && leavesAfter(error)) {
        return "";
      }
      return error.message;
    }
  };
}
