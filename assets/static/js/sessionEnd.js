/** The two ways a page stops being its person's: one word to the other windows and one departure each. */

import { SESSION_OVER } from "./sessionChannel.js";
import { AnotherPersonError, SessionOverError } from "./sessionErrors.js";

/** Where people come in. A page here never sends anybody to the sign-in page: that would be a loop. */
const ENTRANCES = new Set(["/login", "/setup"]);
const HOME = "/";

function signInAddress({ pathname, search }) {
  return `/login?flash=session_expired&next=${encodeURIComponent(pathname + search)}`;
}

/**
 * @param {{location: Location, channel: {tell: (kind: string) => void}, departure: object, cover: object,
 *   held: {refuse: (error: Error) => void}}} parts
 * @returns {{over: (reason: string) => SessionOverError, another: () => AnotherPersonError,
 *   atEntrance: boolean, leaving: boolean}} both leave the page, unless it is leaving already or is an
 *   entrance, and return the error to throw
 */
export function createSessionEnd({ location, channel, departure, cover, held }) {
  const atEntrance = ENTRANCES.has(location.pathname);

  function over(reason) {
    const leaves = !departure.leaving && !atEntrance;
    if (leaves) {
      channel.tell(SESSION_OVER);
      departure.depart({ mode: "over", address: signInAddress(location) });
    }
    const error = new SessionOverError({ reason, leaving: departure.leaving });
    held.refuse(error);
    return error;
  }

  function another() {
    const error = new AnotherPersonError();
    if (!departure.leaving) {
      // What the page shows is not for whoever sits here now.
      cover.show("leaving");
      departure.depart({ mode: "another", address: HOME });
    }
    held.refuse(error);
    return error;
  }

  return {
    over,
    another,
    atEntrance,
    get leaving() {
      return departure.leaving;
    },
  };
}
