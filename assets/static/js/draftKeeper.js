/**
 * The keeper of what is being written: saves it soon after every pause, and knows whether all of it is on disk.
 *
 *   empty     nothing is written, nothing is kept
 *   unsaved   there are words that no answer has acknowledged yet
 *   failed    so too, and the last attempt failed; it is tried again
 *   saved     what stands in the field is exactly what was acknowledged
 *
 * One thing at a time is asked of the server (`work`); what comes next follows from how things stand (`nextJob`).
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
  const timer = createDraftTimer({ timers, save });
  const isClean = () => record.holds(field.text);
  const exchange = createDraftExchange({ field, record, calls, tell, onNews, isClean, begun, settle });
  const waiting = createDraftWait({ timers, isClean });
  let working = null;
  /** Why the last attempt failed, and how many have in a row. */
  let [failure, failures] = [null, 0];

  function state() {
    if (isClean()) {
      return field.text === "" ? "empty" : "saved";
    }
    return failure === null ? "unsaved" : "failed";
  }

  function changed() {
    onChange({ state: state(), saved: record.draft.saved, ...failure });
    waiting.look();
  }

  function nextJob() {
    const job = exchange.nextJob();
    const settled = isClean() || failure !== null || timer.running;
    return job ?? (settled ? null : attempt);
  }

  function work(job) {
    working ??= job().finally(() => {
      working = null;
      settle();
    });
  }

  function settle() {
    const job = nextJob();
    if (job !== null) {
      work(job);
    }
    changed();
  }

  /** While something else is being asked this does nothing: whatever is unsaved then comes next. */
  function save() {
    timer.stop();
    work(attempt);
  }

  function begun() {
    timer.stop();
    [failure, failures] = [null, 0];
  }

  const outcomes = {
    posted: exchange.posted,
    discarded: exchange.discarded,
    saved(sent, answer) {
      const how = record.acknowledge(sent, answer);
      if (how !== "late") {
        [failure, failures] = [null, 0];
        tell("saved", record.draft.id);
      }
      if (how === "forked") {
        onNews({ kind: "forked", id: record.draft.id });
      }
    },
    "ticket-refused"() {
      record.draft.ticket = null;
    },
    failed(_sent, { why, lasting }) {
      failures += 1;
      failure = { why, lasting };
      if (!lasting) {
        timer.retry(failures);
      }
    },
  };

  async function attempt(keepalive = false) {
    const sent = record.send(field.text, field.place, keepalive);
    const outcome = await calls.save(sent.body, sent.draft.ticket, { keepalive });
    if (record.isCurrent(sent)) {
      await outcomes[outcome.kind](sent, outcome);
    }
  }

  const needsSaving = () => !isClean() || record.hasMoved(field.place);

  return {
    state,
    ...exchange.acts,
    /** The field has other words now, or may have. */
    input() {
      if (isClean()) {
        timer.stop();
      } else {
        timer.typed();
      }
      changed();
    },
    /** Saves what is unsaved without waiting for a pause, and where the caret is. */
    saveNow() {
      if (needsSaving()) {
        save();
      }
    },
    /** Sends what is unsaved beside whatever is under way, because the page is going; it arrives all the same. */
    part() {
      const isSent = record.isOnItsWay(field.text, field.place);
      if (needsSaving() && !isSent && fitsParting(field.text)) {
        attempt(true).finally(settle);
      }
    },
    /** Whether leaving now could lose words. */
    get isAtRisk() {
      return !isClean() && (failure !== null || !fitsParting(field.text));
    },
    /**
     * @param {number} [limitMs]
     * @returns {Promise<boolean>} true as soon as every word is on disk, false when the time is up
     */
    flush(limitMs = FLUSH_LIMIT_MS) {
      const saved = waiting.until(limitMs);
      if (!isClean()) {
        save();
      }
      return saved;
    },
  };
}
