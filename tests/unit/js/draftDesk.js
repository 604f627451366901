/** A composer's field and the server of its drafts, as far as the keeper of a draft touches them. */

import { createDraftCalls } from "../../../assets/static/js/draftCalls.js";
import { createDraftKeeper } from "../../../assets/static/js/draftKeeper.js";
import { notYetPosted } from "../../../assets/static/js/draftField.js";
import { createDraftRecord } from "../../../assets/static/js/draftRecord.js";
import { problem } from "./fakeServer.js";
import { FakeTime } from "./fakeTimers.js";

export const FIRST = "1".repeat(32);
const ANSWER_SECONDS = 0.02;

export function already(type, members = {}) {
  const body = JSON.stringify({ type: `urn:shiftbook:${type}`, status: 409, code: "conflict", ...members });
  return new Response(body, { status: 409, headers: { "Content-Type": "application/problem+json" } });
}

export function ticketRefused() {
  const body = JSON.stringify({ type: "urn:shiftbook:ticket-refused", status: 401, code: "auth_required" });
  return new Response(body, { status: 401, headers: { "Content-Type": "application/problem+json" } });
}

export class FakeField {
  constructor(text = "", fields = {}) {
    this.text = text;
    this.fields = fields;
    this.place = { selection_start: 0, selection_end: 0, scroll: 0 };
    this.composing = false;
  }

  get written() {
    return { text: this.text, fields: { ...this.fields } };
  }

  get isEmpty() {
    return this.text === "" && Object.keys(this.fields).length === 0;
  }

  show({ text, fields }, place = this.place) {
    const { selection_start, selection_end, scroll } = place;
    this.text = text;
    this.fields = { ...fields };
    this.place = { selection_start, selection_end, scroll };
  }

  async cut({ text, fields }) {
    this.text = notYetPosted(this.text, text);
    this.fields = Object.fromEntries(Object.entries(this.fields).filter(([name, value]) => value !== fields[name]));
  }
}

/** Drafts by the rules of the real one, as far as one page meets them; `instead` answers the next calls. */
export class FakeDrafts {
  constructor(time) {
    this.time = time;
    this.rows = new Map();
    this.entries = [];
    this.calls = [];
    this.instead = [];
    this.underWay = 0;
    this.most = 0;
    this.held = null;
  }

  get saves() {
    return this.calls.filter(({ method }) => method === "PUT");
  }

  /** From now on answers wait, though everything has happened; returns what lets them go. */
  hold() {
    let release;
    this.held = new Promise((resolve) => { release = resolve; });
    return () => {
      this.held = null;
      release();
    };
  }

  by(door) {
    return async (url, init = {}) => {
      const { pathname, searchParams } = new URL(url, "http://127.0.0.1:7000");
      const method = init.method ?? "GET";
      const body = init.body === undefined ? null : JSON.parse(init.body);
      const call = { door, method, path: pathname, query: searchParams, body, keepalive: init.keepalive ?? false };
      this.calls.push(call);
      this.underWay += method === "PUT" ? 1 : 0;
      this.most = Math.max(this.most, this.underWay);
      try {
        return await this.#answer(call);
      } finally {
        this.underWay -= method === "PUT" ? 1 : 0;
      }
    };
  }

  async #answer(call) {
    const instead = this.instead.shift();
    if (instead instanceof Error) {
      throw instead;
    }
    const answer = await (instead ? instead(call, () => this.#do(call)) : this.#do(call));
    await this.held;
    await new Promise((resolve) => { this.time.setTimeout(resolve, ANSWER_SECONDS * 1000); });
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  }

  #do({ door, method, path, query, body }) {
    const id = query.get("id");
    if (path === "/api/entries") {
      return this.#post(body);
    }
    if (path.startsWith("/api/entries/")) {
      return Response.json(this.entries[path.split("/").at(-1) - 1]);
    }
    if (path.endsWith("/restore")) {
      const row = this.rows.get(path.split("/").at(-2));
      row.discarded = false;
      return Response.json(row);
    }
    if (method === "PUT") {
      return this.#put(body, door);
    }
    if (method === "DELETE") {
      this.rows.get(id).discarded = true;
      return Response.json({ id });
    }
    const open = [...this.rows.values()].filter(({ discarded }) => !discarded);
    const row = id === null ? open.at(-1) : open.find((one) => one.id === id);
    if (id !== null && row === undefined) {
      return problem(404, "not_found");
    }
    const fresh = query.has("fresh") ? undefined : row;
    return Response.json(fresh ?? { id: "f".repeat(32), version: 0, text: "", ticket: "fresh", saved_at: null, utc_offset: 0 });
  }

  #put(body, door) {
    const number = this.entries.findIndex(({ key }) => key === body.id) + 1;
    if (number > 0) {
      return already("already-posted", { number });
    }
    const row = this.rows.get(body.id) ?? { version: 0, ticket: `ticket ${body.id}`, utc_offset: 60 };
    if (row.discarded) {
      return already("draft-discarded");
    }
    Object.assign(row, body, { version: row.version + 1, saved_at: Math.floor(this.time.now()) });
    this.rows.set(body.id, row);
    const { id, version, saved_at, utc_offset, ticket } = row;
    return Response.json({ id, place: "new", version, saved_at, utc_offset, ...(door === "session" ? { ticket } : {}) });
  }

  #post({ text, key }) {
    const number = this.entries.findIndex((entry) => entry.key === key) + 1;
    if (number > 0 && this.entries[number - 1].text !== text) {
      return already("already-posted", { number });
    }
    if (number === 0) {
      this.entries.push({ number: this.entries.length + 1, text, key, written_at: 1_790_000_000, utc_offset: 60 });
      this.rows.delete(key);
    }
    return Response.json(this.entries[(number || this.entries.length) - 1], { status: 201 });
  }
}

/** One open composer with its keeper; `standing` is what its foot would say. */
export function openComposer({ text = "", fields = {}, version = 0, place = "new", id = FIRST, time = new FakeTime(), drafts = new FakeDrafts(time) } = {}) {
  const field = new FakeField(text, fields);
  let ids = 0;
  const makeId = () => String.fromCharCode(97 + ids++).repeat(32);
  const opened = { id, version, ticket: "opened", saved_at: 1_790_000_000, utc_offset: 60 };
  if (version > 0) {
    drafts.rows.set(id, { ...opened, text, fields, place, selection_start: 0, selection_end: 0, scroll: 0 });
  }
  const desk = { field, drafts, time, states: [], news: [], told: [] };
  desk.record = createDraftRecord({ opened, written: field.written, place: field.place, makeId });
  desk.keeper = createDraftKeeper({
    field,
    record: desk.record,
    calls: createDraftCalls({ timedFetch: drafts.by("ticket"), secureFetch: drafts.by("session"), place }),
    timers: time,
    tell: (kind, draftId) => desk.told.push([kind, draftId]),
    onNews: (news) => desk.news.push(news),
    onChange(standing) {
      desk.standing = standing;
      if (desk.states.at(-1) !== standing.state) {
        desk.states.push(standing.state);
      }
    },
  });
  desk.type = (words) => {
    field.text += words;
    desk.keeper.input();
  };
  desk.keeper.settle();
  return desk;
}
