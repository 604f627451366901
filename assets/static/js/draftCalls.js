/** What a composer asks the server about drafts. Saving needs only the draft's ticket; all else is asked by session. */

import { answerOf, ask, inWords } from "./answer.js";
import { entryBody } from "./entryBody.js";

/** What a browser still sends for a page that is already going (the limit of `keepalive` is 64 KiB). */
const PARTING_LIMIT_BYTES = 60_000;
/** What a save says beside the text, generously. */
const BESIDE_BYTES = 500;

/** The type of the problem that says so. */
export const ALREADY_POSTED = "urn:shiftbook:already-posted";
const GONE = { [ALREADY_POSTED]: "posted", "urn:shiftbook:draft-discarded": "discarded" };
const TICKET_REFUSED = "urn:shiftbook:ticket-refused";

const WHY = {
  storage_full: "the disk is full. Free some space",
  storage_busy: "the book is busy at this moment",
  no_window_key: "this window is no longer let in. Open Shiftbook from its icon",
  internal: "something went wrong in Shiftbook",
  SessionOverError: "your session has ended",
  AnotherPersonError: "somebody else has signed in",
  TypeError: "Shiftbook cannot be reached",
  NoAnswerError: "Shiftbook does not answer",
};

function why(error) {
  const words = WHY[error.code] ?? WHY[error.name] ?? inWords(error) ?? error.message;
  return words.replace(/\.$/, "");
}

function outcomeOf(error) {
  if (error.type === TICKET_REFUSED) {
    return { kind: "ticket-refused" };
  }
  if (error.type in GONE) {
    return { kind: GONE[error.type], number: error.number };
  }
  // The same words would be refused again: only other words help.
  return { kind: "failed", why: why(error), lasting: error.code === "invalid" || error.code === "too_large" };
}

/**
 * @param {string|object} written
 * @returns {boolean} whether it can be saved while the page is going
 */
export function fitsParting(written) {
  return new TextEncoder().encode(JSON.stringify(written)).length + BESIDE_BYTES <= PARTING_LIMIT_BYTES;
}

/**
 * @param {{timedFetch: typeof fetch, secureFetch: typeof fetch, place: string}} parts
 */
export function createDraftCalls({ timedFetch, secureFetch, place }) {
  const path = `/api/drafts/${place}`;
  const withId = (id) => `${path}?id=${id}`;

  function send(body, ticket, keepalive) {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const init = { method: "PUT", headers, body: JSON.stringify(body), keepalive };
    return ticket === null ? secureFetch(path, init) : timedFetch(`${path}?ticket=${encodeURIComponent(ticket)}`, init);
  }

  return {
    /**
     * Never rejects. Without a ticket it is saved by session, and the answer brings one.
     *
     * @param {object} body as PUT takes it
     * @param {string|null} ticket
     * @param {{keepalive?: boolean}} [how]
     * @returns {Promise<{kind: "saved"|"ticket-refused"|"posted"|"discarded"|"failed"}>} with the answer's
     *   members, or `number`, or `why` and `lasting` (trying again does not help)
     */
    async save(body, ticket, { keepalive = false } = {}) {
      try {
        return { kind: "saved", ...(await answerOf(await send(body, ticket, keepalive))) };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    /** A draft nobody has written in: the current one of the place may be another window's. */
    fresh: () => ask(secureFetch, "GET", `${path}?fresh=1`),
    /** The open draft of that id; null when it is open no longer. */
    async find(id) {
      try {
        return await ask(secureFetch, "GET", withId(id));
      } catch (error) {
        if (error.code === "not_found") {
          return null;
        }
        throw error;
      }
    },
    discard: (id) => ask(secureFetch, "DELETE", withId(id)),
    restore: (id) => ask(secureFetch, "POST", `/api/drafts/${id}/restore`, {}),
    /** Posts; rejects as `ask` does. */
    post: (written, how) => ask(secureFetch, "POST", "/api/entries", entryBody(written, place, how)),
    entry: (number) => ask(secureFetch, "GET", `/api/entries/${number}`),
  };
}
