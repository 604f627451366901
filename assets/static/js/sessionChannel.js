/** Word between the windows of one browser. A browser without BroadcastChannel just hears nothing. */

const CHANNEL_NAME = "shiftbook-session";

/** Said by the window that learns it first; the others ask the server before they believe it. */
export const SESSION_OVER = "session-over";
/** Said by the window somebody locks; the others cover at once: that is never wrong. */
export const LOCKED = "locked";
/** Said by the window the password was typed in. */
export const UNLOCKED = "unlocked";
/** Said by every page somebody is signed in on, when it starts. */
export const ARRIVED = "arrived";

/**
 * @param {typeof BroadcastChannel|undefined} Channel
 * @param {string|undefined} person the id of whom this page was made for
 * @returns {{tell: (kind: string) => void,
 *   listen: (hear: (word: {kind: string, person: string|undefined}) => void) => void}}
 */
export function createSessionChannel(Channel, person) {
  if (!Channel) {
    return { tell() {}, listen() {} };
  }
  const channel = new Channel(CHANNEL_NAME);
  return {
    tell: (kind) => channel.postMessage({ kind, person }),
    listen: (hear) => channel.addEventListener("message", (event) => hear(event.data)),
  };
}
