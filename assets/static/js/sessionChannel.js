/** Word between the windows of one browser. A browser without BroadcastChannel just hears nothing. */

const CHANNEL_NAME = "shiftbook-session";

/** Said by the window that learns it first; the others ask the server before they believe it. */
export const SESSION_OVER = "session-over";

/**
 * @param {typeof BroadcastChannel|undefined} Channel
 * @returns {{tell: (message: string) => void, listen: (hear: (message: string) => void) => void}}
 */
export function createSessionChannel(Channel) {
  if (!Channel) {
    return { tell() {}, listen() {} };
  }
  const channel = new Channel(CHANNEL_NAME);
  return {
    tell: (message) => channel.postMessage(message),
    listen: (hear) => channel.addEventListener("message", (event) => hear(event.data)),
  };
}
