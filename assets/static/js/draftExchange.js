/** Where one draft ends and another begins: posted, discarded, put back, or gone on with in another window. */

import { ALREADY_POSTED } from "./draftCalls.js";
import { NOTHING } from "./draftFields.js";

/**
 * @param {{field: object, record: object, calls: object, tell: Function, onNews: Function,
 *   isClean: () => boolean, begun: () => void, settle: () => void}} parts the keeper's own
 */
export function createDraftExchange({ field, record, calls, tell, onNews, isClean, begun, settle }) {
  /** A post or a discard that is under way; never rejects. */
  let handing = null;
  /** A draft that another window, or the page before this one, may have saved. */
  let news = null;

  function begin() {
    record.begin();
    begun();
  }

  function take(found, place) {
    field.show(found, place);
    record.adopt(found, { text: found.text, fields: found.fields }, field.place);
  }

  async function askForFresh() {
    const { draft } = record;
    draft.fresh = false;
    // Without one this page goes on with an id of its own, by session.
    const found = await calls.fresh().catch(() => null);
    if (found !== null && record.draft === draft && draft.version === 0) {
      record.offer(found);
    }
  }

  /** This page's own draft, or any where nothing has been written yet. */
  const concerns = ({ kind, id }) => id === record.draft.id || (kind === "saved" && record.draft.version === 0 && isClean());

  async function lookAgain() {
    const { kind, id, restore } = news;
    news = null;
    const found = kind === "saved" ? await calls.find(id).catch(() => undefined) : null;
    if (found === undefined || !concerns({ kind, id }) || !isClean() || field.composing) {
      return;
    }
    if (found === null && id === record.draft.id) {
      field.show(NOTHING);
      begin();
    } else if (found !== null && (id !== record.draft.id || found.version !== record.draft.version)) {
      take(found, restore ? found : undefined);
    }
  }

  /** Takes what was posted out of the field; the rest is another draft from now on. */
  async function takeOut(number) {
    const entry = await calls.entry(number).catch(() => ({ number, text: "" }));
    await field.cut({ text: entry.text, fields: record.fields });
    begin();
    return entry;
  }

  async function hand(act) {
    if (handing !== null) {
      await handing;
    }
    const handed = act();
    handing = handed.then(() => {}, () => {});
    try {
      return await handed;
    } finally {
      handing = null;
      settle();
    }
  }

  async function handOver(kind, written, id) {
    await field.cut(written);
    tell(kind, id);
    // Another window may have made this page's draft a new one meanwhile.
    if (record.draft.id === id) {
      begin();
    }
  }

  async function post() {
    const [written, key] = [field.written, record.draft.id];
    try {
      const entry = await calls.post(written, { key, writer: record.writer });
      await handOver("posted", written, key);
      return { entry, already: false };
    } catch (error) {
      if (error.type !== ALREADY_POSTED) {
        throw error;
      }
      return { entry: await takeOut(error.number), already: true };
    }
  }

  async function discard() {
    const [written, id] = [field.written, record.draft.id];
    await calls.discard(id);
    await handOver("discarded", written, id);
    return id;
  }

  return {
    nextJob() {
      if (record.draft.fresh) {
        return askForFresh;
      }
      // What another window did to a draft that this page has left since is nothing to it.
      return news !== null && isClean() && concerns(news) ? lookAgain : null;
    },
    /** A save was told that its draft is posted: perhaps by this very page, whose answer then says the rest. */
    async posted(sent, { number }) {
      await handing;
      if (record.isCurrent(sent)) {
        onNews({ kind: "posted", entry: await takeOut(number) });
      }
    },
    async discarded(sent) {
      await handing;
      if (record.isCurrent(sent)) {
        begin();
        onNews({ kind: "discarded" });
      }
    },
    acts: {
      /** Posts what stands in the field; `already` if that draft had been posted before. */
      post: () => hand(post),
      /** Discards what has been saved; resolves with the id it can be put back by. */
      discard: () => hand(discard),
      /** Puts a discarded draft back into the field; false if other words stand there by now. */
      async restore(id) {
        const found = await calls.restore(id);
        const isFree = isClean() && field.isEmpty;
        if (isFree) {
          take(found, found);
        }
        settle();
        return isFree;
      },
      /** A draft has been saved, posted or discarded in another window, or by the page before this one. */
      heard({ kind, id, restore = false }) {
        news = { kind, id, restore };
        settle();
      },
    },
  };
}
