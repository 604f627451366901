/** A window with just what the scripts touch, and a browser that several windows can share. */

import { installSecureFetch } from "../../../assets/static/js/secureFetch.js";
import { COOKIE, FakeServer, ORIGIN } from "./fakeServer.js";
import { FakeTime } from "./fakeTimers.js";

/** Web Locks as the standard has them: a queue, and an abort only counts while waiting. */
export class FakeLocks {
  constructor() {
    this.tail = Promise.resolve();
    this.names = [];
  }

  request(name, { signal }, act) {
    this.names.push(name);
    let aborted = false;
    const given = this.tail.then(() => (aborted ? undefined : act()));
    this.tail = given.catch(() => {});
    const stopped = new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        aborted = true;
        reject(signal.reason);
      });
    });
    return Promise.race([given, stopped]);
  }

  /** Somebody else holds the lock and never lets go. */
  hang() {
    this.tail = new Promise(() => {});
  }
}

/** What stands over a page, as far as the rules go; browser tests look at the real one. */
export class FakeCover {
  constructor() {
    this.present = true;
    this.mode = null;
    /** Every mode it was shown in, null for each time it went. */
    this.history = [];
    this.looks = 0;
  }

  get shown() {
    return this.mode !== null;
  }

  show(mode) {
    this.mode = mode;
    this.history.push(mode);
  }

  hide() {
    this.mode = null;
    this.history.push(null);
  }

  since(at) {
    this.sinceAt = at;
  }

  look() {
    this.looks += 1;
  }
}

class FakeElement {
  constructor(body) {
    this.body = body;
    this.attributes = {};
    this.textContent = "";
  }

  get isConnected() {
    return this.body.children.includes(this);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  remove() {
    this.body.children = this.body.children.filter((child) => child !== this);
  }
}

export class FakePage extends EventTarget {
  constructor(browser, path = "/", person = undefined) {
    super();
    const { server, time } = browser;
    this.fetch = server.fetch;
    this.setTimeout = time.setTimeout;
    this.setInterval = time.setInterval;
    this.clearTimeout = time.clearTimeout;
    this.navigator = { locks: browser.locks };
    this.BroadcastChannel = browser.Channel;
    this.location = this.#location(path);
    this.history = { state: null, replaceState: (state, _title, url) => this.addresses.push(url) };
    this.addresses = [];
    this.document = this.#document(server, person);
    browser.pages.push(this);
  }

  /** Where the page was sent, in order. */
  get left() {
    return this.location.left;
  }

  get banner() {
    return this.document.body.children[0]?.textContent ?? null;
  }

  hide(hidden = true) {
    this.document.visibilityState = hidden ? "hidden" : "visible";
    this.document.dispatchEvent(new Event("visibilitychange"));
  }

  fire(kind, fields = {}) {
    this.dispatchEvent(Object.assign(new Event(kind), fields));
  }

  #location(path) {
    const { href, origin, pathname, search } = new URL(path, ORIGIN);
    const left = [];
    return { href, origin, pathname, search, left, replace: (address) => left.push(address) };
  }

  #document(server, person) {
    const body = { children: [], prepend: (element) => body.children.unshift(element) };
    return Object.defineProperty(
      Object.assign(new EventTarget(), {
        body,
        visibilityState: "visible",
        documentElement: { dataset: { sessionCookie: COOKIE, ...(person && { signedIn: person }) } },
        createElement: () => new FakeElement(body),
        querySelector: () => null,
        querySelectorAll: () => [],
      }),
      "cookie",
      { get: () => server.cookieText() },
    );
  }
}

export class FakeBrowser {
  constructor(options) {
    this.time = new FakeTime();
    this.server = new FakeServer(this.time, options);
    this.locks = new FakeLocks();
    this.pages = [];
    this.messages = [];
    this.Channel = this.#channelClass();
  }

  /** Opens a window; `secureFetch` and `session` are its own. Only a page made for a *person* has a cover. */
  open(path, person) {
    const page = new FakePage(this, path, person);
    const cover = person === undefined ? undefined : new FakeCover();
    const { session, secureFetch } = installSecureFetch(page, { clock: this.time, cover });
    return { page, session, secureFetch, cover };
  }

  #channelClass() {
    const channels = [];
    const { messages } = this;
    return class FakeChannel extends EventTarget {
      constructor() {
        super();
        channels.push(this);
      }

      postMessage(data) {
        messages.push(data);
        for (const other of channels.filter((channel) => channel !== this)) {
          other.dispatchEvent(Object.assign(new Event("message"), { data }));
        }
      }
    };
  }
}
