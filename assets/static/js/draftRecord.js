/** What is known to be on disk of one draft, and what has been sent and not answered yet. */

import { NOTHING, sameWritten } from "./draftFields.js";

function samePlace(one, other) {
  return Object.keys(one).every((key) => one[key] === other[key]);
}

/**
 * `writer` names this page load and `sequence` counts its requests, so that one that arrives late is known as late;
 * `base` is the version this page knows. What was sent and not answered may or may not be on disk.
 *
 * @param {{opened: object, written: {text: string, fields: object}, place: object, makeId: () => string}} start the
 *   draft as the page came with it; what was written and the place (caret and scroll) as they stood then
 */
export function createDraftRecord({ opened, written, place, makeId }) {
  const writer = makeId();
  let draft = null;
  let acknowledged = null;
  let last = null;
  let [sequence, answered] = [0, 0];

  function adopt({ id, version, ticket, saved_at, utc_offset }, now, itsPlace, fresh = false) {
    draft = { id, version, ticket, fresh, saved: { saved_at, utc_offset } };
    acknowledged = now;
    answered = sequence;
    last = { written: now, place: itsPlace };
  }

  adopt(opened, written, place);

  return {
    writer,
    adopt,
    /** Begins a draft that the server has not heard of. */
    begin() {
      adopt({ id: makeId(), version: 0, ticket: null, saved_at: null, utc_offset: 0 }, NOTHING, last.place, true);
    },
    /** The server has offered this id and ticket for what has just begun. */
    offer({ id, version, ticket }) {
      Object.assign(draft, { id, version, ticket });
    },
    /** Notes that this is sent now. */
    send(now, itsPlace, keepalive = false) {
      sequence += 1;
      last = { written: now, place: itsPlace, keepalive };
      const { id, version: base } = draft;
      return { draft, sequence, written: now, body: { id, ...now, ...itsPlace, writer, sequence, base } };
    },
    /**
     * The server has it on disk.
     *
     * @returns {"late"|"saved"|"forked"} late: what was sent after it has been answered already
     */
    acknowledge(sent, { id, version, ticket, saved_at, utc_offset }) {
      if (sent.draft !== draft || sent.sequence <= answered) {
        return "late";
      }
      const forked = id !== draft.id;
      answered = sent.sequence;
      acknowledged = sent.written;
      Object.assign(draft, { id, version, saved: { saved_at, utc_offset } });
      draft.ticket = ticket ?? (forked ? null : draft.ticket);
      return forked ? "forked" : "saved";
    },
    /** True only if *now* is what was acknowledged last, and nothing else has been sent since. */
    holds: (now) =>
      sameWritten(now, acknowledged) && (answered === sequence || sameWritten(last.written, acknowledged)),
    /** Whether caret or scroll have moved in saved words since they were sent. */
    hasMoved: (itsPlace) => draft.version > 0 && acknowledged.text !== "" && !samePlace(itsPlace, last.place),
    /** Whether this has been sent so that it arrives even if the page goes. */
    isOnItsWay: (now, itsPlace) =>
      answered < sequence && last.keepalive && sameWritten(now, last.written) && samePlace(itsPlace, last.place),
    isCurrent: (sent) => sent.draft === draft,
    get draft() {
      return draft;
    },
    /** What stood beside the text when that was last acknowledged. */
    get fields() {
      return acknowledged.fields;
    },
    get unanswered() {
      return sequence - answered;
    },
  };
}
