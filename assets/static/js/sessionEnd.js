/** The way out: one word to the other windows and one redirect, however many calls failed together. */

import { SESSION_OVER } from "./sessionChannel.js";
import { SessionOverError } from "./sessionErrors.js";

/** Where people come in. A page here never sends anybody to the sign-in page: that would be a loop. */
const ENTRANCES = new Set(["/login", "/setup"]);

function signInAddress({ pathname, search }) {
  return `/login?flash=session_expired&next=${encodeURIComponent(pathname + search)}`;
}

/**
 * @param {{location: Location, channel: {tell: (message: string) => void}}} parts
 * @returns {{over: (reason: string) => SessionOverError, atEntrance: boolean, leaving: boolean}}
 *   `over` leaves the page, unless it is leaving already or is an entrance, and returns the error to
 *   throw; the dead page is replaced, so that Back does not return to it
 */
export function createSessionEnd({ location, channel }) {
  const atEntrance = ENTRANCES.has(location.pathname);
  let leaving = false;

  function over(reason) {
    if (!leaving && !atEntrance) {
      leaving = true;
      channel.tell(SESSION_OVER);
      location.replace(signInAddress(location));
    }
    return new SessionOverError({ reason, leaving });
  }

  return {
    over,
    atEntrance,
    get leaving() {
      return leaving;
    },
  };
}
