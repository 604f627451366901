/**
 * The session stamp: the one session cookie scripts can read, "<generation>.<access_expires_at>". It
 * tells a page that there is a session, and whether any window has renewed it since the page last
 * looked. It is compared as a whole, so a new sign-in that starts at generation 1 again counts too.
 */

const SHAPE = /^\d+\.(\d+)$/;

function cookieValue(cookies, name) {
  const prefix = `${name}=`;
  const pair = cookies.split("; ").find((candidate) => candidate.startsWith(prefix));
  return pair === undefined ? "" : pair.slice(prefix.length);
}

/**
 * @param {Document} document whose `<html data-session-cookie>` names the cookie
 * @returns {{read: () => string|null, seen: boolean, renewed: () => void, own: string|null}} `read` looks at the
 *   cookie now (null: absent, or not of our making); `seen` is whether this page ever had one; `own` is the one
 *   this page has brought about itself, as it said by `renewed`
 * @throws {TypeError} when the page does not name the cookie
 */
export function createSessionStamp(document) {
  const name = document.documentElement.dataset.sessionCookie;
  if (!name) {
    throw new TypeError("<html> has no data-session-cookie: the session cannot be followed");
  }
  let seen = false;
  let own = null;

  function read() {
    const value = cookieValue(document.cookie, name);
    if (!SHAPE.test(value)) {
      return null;
    }
    seen = true;
    return value;
  }

  read();
  return {
    read,
    renewed() {
      own = read();
    },
    get seen() {
      return seen;
    },
    get own() {
      return own;
    },
  };
}

/**
 * @param {string} stamp as `read` returned it
 * @returns {number} when the access token runs out, in epoch seconds
 */
export function accessExpiresAt(stamp) {
  return Number(SHAPE.exec(stamp)[1]);
}
