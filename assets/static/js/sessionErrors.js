/**
 * What can go wrong between a page and the server, one class each:
 *
 *   SessionError
 *   ├── CrossOriginError        the address is not ours; nothing was sent
 *   ├── SessionOverError        nobody is signed in any more
 *   ├── AnotherPersonError      somebody else is signed in than the page was made for
 *   ├── SessionLockedError      the password is wanted first; `secureFetch` waits for it instead
 *   ├── RefreshFailedError      the session is kept, but could not be renewed now
 *   ├── CookiesBlockedError     the server renewed the session, the browser did not keep it
 *   ├── BodyNotReplayableError  the session is renewed, but the body was a stream and is spent
 *   └── NoAnswerError           a call of our own ran out of time
 *
 * Deliberately not among them: an ordinary call that meets a network error or is aborted rejects
 * with what `fetch` threw (a TypeError, the abort's reason), because its callers know those.
 */

/** The base of every error here; catch it to catch them all. */
export class SessionError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Thrown before anything is sent to an address outside our own origin; carries `url`. */
export class CrossOriginError extends SessionError {
  constructor(url, origin) {
    super(`secureFetch talks to ${origin} only, not to ${url}`);
    this.url = url;
  }
}

/**
 * The session has ended. Carries `reason` (the problem code that said so) and `leaving` (true when
 * this page is on its way to the sign-in page, false on the sign-in and set-up pages themselves).
 */
export class SessionOverError extends SessionError {
  constructor({ reason, leaving }) {
    super(`The session is over (${reason})${leaving ? "; going to the sign-in page" : ""}`);
    this.reason = reason;
    this.leaving = leaving;
  }
}

/** The page was made for one person, and another has signed in since; it is on its way to them. */
export class AnotherPersonError extends SessionError {
  constructor() {
    super("Somebody else has signed in; this page is leaving");
  }
}

/** The session is locked: nothing is answered until the password is typed. */
export class SessionLockedError extends SessionError {
  constructor() {
    super("The session is locked");
  }
}

/**
 * The session could not be renewed, and is kept: try again later. Carries `status` (null when there
 * was no answer), `retryAfter` (seconds, 0 when the server named none) and `cause`.
 */
export class RefreshFailedError extends SessionError {
  constructor({ status = null, retryAfter = 0, cause } = {}) {
    const why = status === null ? "no answer from Shiftbook" : `status ${status}`;
    super(`The session could not be renewed (${why}); it is kept`, { cause });
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** True when the server could not be reached at all, so that any later answer ends the trouble. */
  get unreachable() {
    return this.cause instanceof TypeError;
  }
}

/** A refresh answered 200 and the readable session cookie did not change: cookies are blocked. */
export class CookiesBlockedError extends SessionError {
  constructor() {
    super("The session was renewed, but the browser kept no cookie of it: cookies are blocked");
  }
}

/**
 * The caller must send again by itself: a stream can be read once. Carries the first `response`, unless
 * that only said that the password was wanted.
 */
export class BodyNotReplayableError extends SessionError {
  constructor(request, response = null) {
    super(`${request.method} ${request.url} needs sending again: its body was a stream`);
    this.response = response;
  }
}

/** Nothing came back in time; carries `url` and `limitSeconds`. */
export class NoAnswerError extends SessionError {
  constructor(url, limitSeconds) {
    super(`${url} did not answer within ${limitSeconds} s`);
    this.url = url;
    this.limitSeconds = limitSeconds;
  }
}
