/** A server with one session, and the browser's cookie jar that all windows of a test share. */

import { settle } from "./fakeTimers.js";

export const ORIGIN = "http://127.0.0.1:7000";
export const COOKIE = "shiftbook_session_0a1b2c3d";

export function problem(status, code, headers = {}, more = {}) {
  const body = JSON.stringify({ type: "about:blank", status, code, ...more });
  return new Response(body, { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

export class FakeServer {
  constructor(time, { accessLifetime = 1800 } = {}) {
    this.time = time;
    this.accessLifetime = accessLifetime;
    this.generation = 0;
    this.jar = {};
    /** Every request as it was sent. */
    this.seen = [];
    /** path → what to do instead: a status, a function of the request, or an error to throw. */
    this.instead = new Map();
    this.blocksCookies = false;
    this.locked = false;
    this.lockedAt = null;
    /** Whose session it is: pages of others are told so. */
    this.person = "1";
    /** Seconds without a key or mouse that lock; null: on a computer of one person. */
    this.idleLock = null;
    this.lastInput = time.now();
    this.holding = null;
    this.frozen = null;
    this.fetch = (input, init) => this.#fetch(input, init);
    this.#issue();
  }

  count(path) {
    return this.seen.filter((request) => request.path === path).length;
  }

  get refreshes() {
    return this.count("/session/refresh");
  }

  /** The access cookie runs out, as it does when its Max-Age has passed. */
  expireAccess() {
    delete this.jar.access;
  }

  /** The session ends on the server; the browser does not know yet. */
  end() {
    this.generation = null;
  }

  /** As sign-out does: ended, and no cookie left. */
  signOut() {
    this.end();
    this.jar = {};
  }

  /** As another window locks it. */
  lock() {
    this.locked = true;
    this.lockedAt = Math.floor(this.time.now());
  }

  /** Another person signs in, in another window. */
  signIn(person) {
    this.person = person;
    this.locked = false;
    this.generation = 0;
    this.#issue();
  }

  /** From now on answers to `path` wait; returns what lets them go. */
  hold(path) {
    let release;
    const gate = new Promise((resolve) => {
      release = resolve;
    });
    this.holding = { path, gate };
    return async () => {
      this.holding = null;
      release();
      await settle();
    };
  }

  /** From now on scripts see only the cookies there are at this moment; returns what ends that. */
  freezeCookies() {
    this.frozen = this.jar;
    return () => {
      this.frozen = null;
    };
  }

  cookieText() {
    const { stamp } = this.frozen ?? this.jar;
    return stamp ? `other=1; ${COOKIE}=${stamp}` : "other=1";
  }

  #issue() {
    this.generation += 1;
    this.#handOut();
  }

  #handOut() {
    if (!this.blocksCookies) {
      const expiresAt = Math.floor(this.time.now()) + this.accessLifetime;
      this.jar = {
        access: this.generation,
        refresh: this.generation,
        stamp: `${this.generation}.${expiresAt}`,
        expiresAt,
      };
    }
  }

  async #fetch(input, init) {
    const request = input instanceof Request ? input : new Request(new URL(input, ORIGIN), init);
    const cookies = { ...this.jar };
    const path = new URL(request.url).pathname;
    const retry = request.headers.has("Shiftbook-Retry");
    const { method, redirect, url } = request;
    const [person, idle] = ["Person", "Idle"].map((name) => request.headers.get(`Shiftbook-${name}`));
    const note = { method, path, redirect, retry, url, person, idle };
    this.seen.push(note);
    const stopped = new Promise((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
    });
    return Promise.race([this.#answer(request, path, cookies, note), stopped]);
  }

  async #answer(request, path, cookies, note) {
    note.body = request.body === null ? null : await request.text();
    const answer = this.#decide(path, cookies, note);
    if (this.holding?.path === path) {
      await this.holding.gate;
    }
    return answer();
  }

  /** Judged when the request arrives; what it returns happens when the answer leaves. */
  #decide(path, cookies, note) {
    const instead = this.instead.get(path);
    if (instead !== undefined) {
      return () => this.#special(instead, note);
    }
    if (path === "/readyz") {
      return () => new Response("ready");
    }
    if (path === "/session/refresh") {
      return () => (this.locked ? problem(423, "session_locked") : this.#refresh(cookies.refresh));
    }
    if (path === "/session/lock") {
      return () => this.#lock();
    }
    if (path === "/session/unlock" || path === "/login") {
      return () => this.#comeIn(JSON.parse(note.body), path);
    }
    const expired = cookies.expiresAt <= this.time.now();
    const good = cookies.access !== undefined && !expired && this.generation !== null;
    return () => (good ? this.#welcome(path, note) : problem(401, "auth_required"));
  }

  #welcome(path, { person, idle }) {
    const now = Math.floor(this.time.now());
    if (this.idleLock !== null && Math.abs(now - this.lastInput) >= this.idleLock) {
      this.locked = true;
    }
    if (this.locked) {
      return problem(423, "session_locked");
    }
    if (person !== null && person !== this.person) {
      return problem(409, "conflict", {}, { type: "urn:shiftbook:another-person" });
    }
    this.lastInput = Math.max(this.lastInput, now - Number(idle ?? 0));
    if (path !== "/api/session") {
      return new Response("welcome");
    }
    const locksAt = this.idleLock === null ? null : this.lastInput + this.idleLock;
    return Response.json({ locked: false, idle_lock: this.idleLock, locks_at: locksAt });
  }

  #lock() {
    if (this.generation === null) {
      return problem(401, "session_ended");
    }
    this.lock();
    return Response.json({ locked: true, locked_at: this.lockedAt });
  }

  #comeIn({ password }, path) {
    if (password !== "right") {
      return problem(401, "bad_credentials", {}, { detail: "That password does not match. Try again in 4 s." });
    }
    if (path === "/login") {
      this.person = "1";
      this.generation = 0;
    }
    this.locked = false;
    this.lastInput = Math.floor(this.time.now());
    this.#issue();
    return Response.json({ generation: this.generation });
  }

  #special(instead, note) {
    if (instead instanceof Error) {
      throw instead;
    }
    return typeof instead === "function" ? instead(note) : problem(instead, "other");
  }

  #refresh(presented) {
    if (this.generation === null || presented === undefined) {
      this.jar = {};
      return problem(401, this.generation === null ? "session_ended" : "auth_required");
    }
    if (presented === this.generation) {
      this.#issue();
    } else if (presented === this.generation - 1) {
      this.#handOut();
    } else {
      this.end();
      return problem(401, "session_reused");
    }
    return Response.json({ generation: this.generation });
  }
}
