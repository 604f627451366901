/**
 * The keeper of what is being written: saves it soon after every pause, and knows whether all of it is on disk.
 *
 *   empty     nothing is written, nothing is kept
 *   unsaved   there are words that no answer has acknowledged yet
 *   failed    so too, and the last attempt failed; it is tried again
 *   saved     what stands in the field is exactly what was acknowledged
 *
 * One thing at a time is asked of the server (`work`); but for what is sent while the page goes (`part`).
 */

import { fitsParting } from "./draftCalls.js";
import { createDraftExchange } from "./draftExchange.js";
import { createDraftTimer } from "./draftTimer.js";
import { createDraftWait } from "./draftWait.js";

const FLUSH_LIMIT_MS = 5000;

/**
 * @param {{field: object, record: object, calls: object, timers: object, tell: (kind: string, id: string) => void,
 *   onChange: (standing: object) => void, onNews: (news: object) => void}} parts `field`, `record` and `calls` as
 *   `createDraftField`, `createDraftRecord` and `createDraftCalls` make them; `tell` tells the other windows;
 *   `onNews` hears what happened to the draft elsewhere
 */
export function createDraftKeeper({ field, record, calls, timers, tell, onChange, onNews }) {
  const timer = createDraftTimer({ timers, save: saveNow });
  const isClean = () => record.holds(field.written);
  const exchange = createDraftExchange({ field, record, calls, tell, onNews, isClean, begun: recovered, settle });
  const waiting = createDraftWait({ timers, isClean });
  let working = null;
  /** Why the last attempt failed. */
  let failure = null;

  function changed() {
    const unclean = failure === null ? "unsaved" : "failed";
    // What a page came with and nobody has changed is not a draft yet.
    const clean = field.isEmpty || record.draft.version === 0 ? "empty" : "saved";
    onChange({ state: isClean() ? clean : unclean, blank: field.isEmpty, saved: record.draft.saved, ...failure });
    waiting.look();
  }

  function work(job) {
    working ??= job().finally(() => {
      working = null;
      settle();
    });
  }

  /** What comes next follows from how things stand. */
  function settle() {
    const isDue = !isClean() && failure === null && !timer.running;
    const job = exchange.nextJob() ?? (isDue ? attempt : null);
    if (job !== null) {
      work(job);
    }
    changed();
  }

  /** While something else is being asked this does nothing: whatever is unsaved then comes next. */
  function saveNow() {
    if (!isClean()) {
      timer.stop();
      work(attempt);
    }
  }

  function recovered() {
    failure = null;
    timer.recovered();
  }

  const outcomes = {
    posted: exchange.posted,
    discarded: exchange.discarded,
    saved(sent, answer) {
      const how = record.acknowledge(sent, answer);
      if (how !== "late") {
        recovered();
        tell("saved", record.draft.id);
      }
      if (how === "forked") {
        onNews({ kind: "forked", id: record.draft.id });
      }
    },
    "ticket-refused"() {
      record.draft.ticket = null;
      // Not a failure: the next attempt goes by session, at once.
      failure = null;
    },
    failed(_sent, { why, lasting }) {
      failure = { why, lasting };
      if (!lasting) {
        timer.retry();
      }
    },
  };

  async function attempt(keepalive = false) {
    const sent = record.send(field.written, field.place, keepalive);
    const outcome = await calls.save(sent.body, sent.draft.ticket, { keepalive });
    // Beside whatever is under way only good news is taken; the rest is met by the next attempt.
    if (record.isCurrent(sent) && (!keepalive || outcome.kind === "saved")) {
      await outcomes[outcome.kind](sent, outcome);
    }
  }

  return {
    ...exchange.acts,
    settle,
    isClean,
    /** Whether leaving now could lose words. */
    get isAtRisk() {
      return !isClean() && (failure !== null || !fitsParting(field.written));
    },
    /** The field has other words now, or may have. */
    input() {
      (isClean() ? timer.stop : timer.typed)();
      changed();
    },
    /** Saves what is unsaved without waiting for a pause. */
    saveNow,
    /**
     * Saves what is unsaved, and where the caret is, so that it arrives even if the page goes now.
     *
     * @returns {boolean} whether something of the kind is on its way
     */
    part() {
      if (isClean() && !record.hasMoved(field.place)) {
        return false;
      }
      if (!fitsParting(field.written)) {
        saveNow();
      } else if (!record.isOnItsWay(field.written, field.place)) {
        attempt(true).finally(settle);
      }
      return true;
    },
    /**
     * @param {number} [limitMs]
     * @returns {Promise<boolean>} true as soon as every word is on disk, false when the time is up
     */
    flush(limitMs = FLUSH_LIMIT_MS) {
      const saved = waiting.until(limitMs);
      saveNow();
      return saved;
    },
  };
}
