/** What is known to be on disk of one draft, and what has been sent and not answered yet. */

function samePlace(one, other) {
  return Object.keys(one).every((key) => one[key] === other[key]);
}

/**
 * `writer` names this page load and `sequence` counts its requests, so that one that arrives late is known as late;
 * `base` is the version this page knows. What was sent and not answered may or may not be on disk.
 *
 * @param {{opened: object, text: string, place: object, makeId: () => string}} start the draft as the page came
 *   with it; its text and place (caret and scroll) as they stood then
 */
export function createDraftRecord({ opened, text, place, makeId }) {
  const writer = makeId();
  let draft = null;
  let acknowledged = null;
  let last = null;
  let [sequence, answered] = [0, 0];

  function adopt({ id, version, ticket, saved_at, utc_offset }, itsText, itsPlace, fresh = false) {
    draft = { id, version, ticket, fresh, saved: { saved_at, utc_offset } };
    acknowledged = itsText;
    answered = sequence;
    last = { text: itsText, place: itsPlace };
  }

  adopt(opened, text, place);

  return {
    writer,
    adopt,
    /** Begins a draft that the server has not heard of. */
    begin() {
      adopt({ id: makeId(), version: 0, ticket: null, saved_at: null, utc_offset: 0 }, "", last.place, true);
    },
    /** The server has offered this id and ticket for what has just begun. */
    offer({ id, version, ticket }) {
      Object.assign(draft, { id, version, ticket });
    },
    /** Notes that this is sent now. */
    send(itsText, itsPlace, keepalive = false) {
      sequence += 1;
      last = { text: itsText, place: itsPlace, keepalive };
      const { id, version: base } = draft;
      return { draft, sequence, text: itsText, body: { id, text: itsText, ...itsPlace, writer, sequence, base } };
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
      acknowledged = sent.text;
      Object.assign(draft, { id, version, saved: { saved_at, utc_offset } });
      draft.ticket = ticket ?? (forked ? null : draft.ticket);
      return forked ? "forked" : "saved";
    },
    /** True only if *itsText* is what was acknowledged last, and nothing else has been sent since. */
    holds: (itsText) => itsText === acknowledged && (answered === sequence || last.text === acknowledged),
    /** Whether caret or scroll have moved in saved words since they were sent. */
    hasMoved: (itsPlace) => draft.version > 0 && acknowledged !== "" && !samePlace(itsPlace, last.place),
    /** Whether this has been sent so that it arrives even if the page goes. */
    isOnItsWay: (itsText, itsPlace) =>
      answered < sequence && last.keepalive && itsText === last.text && samePlace(itsPlace, last.place),
    isCurrent: (sent) => sent.draft === draft,
    get draft() {
      return draft;
    },
    get unanswered() {
      return sequence - answered;
    },
  };
}
