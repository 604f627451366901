/** Files for what is being written: picked, dropped or pasted, and on the disk before anything is posted. */

import { createAttachCalls } from "./attachCalls.js";
import { createAttachRows } from "./attachRows.js";
import { inWords, RefusedError } from "./answer.js";
import { takeFiles } from "./takeFiles.js";
import { createTimedFetch } from "./timedFetch.js";

const UPLOAD_LIMIT_SECONDS = 600;
const LEAVING_LIMIT_MS = 5000;
const LARGEST_BYTES = 256 * 1024 * 1024;

const WHY = { storage_full: "the disk is full. Free some space and try again" };

function notAttached(error) {
  const why = WHY[error.code] ?? inWords(error) ?? "Your session has ended";
  return `Not attached: ${why.replace(/\.$/, "")}. Your text is kept.`;
}

/**
 * @param {{record: object, calls: object, rows: object, opened: object[]}} parts `record` as `createDraftRecord`
 *   makes it, `opened` the files the page came with
 */
export function createAttaching({ record, calls, rows, opened }) {
  const kept = (files) => files.map((file) => ({ ...file, state: "kept" }));
  let items = kept(opened);
  let { id } = record.draft;
  const under = new Set();

  const show = () => rows.show(items);

  async function send(item) {
    Object.assign(item, { state: "sending" });
    show();
    try {
      let asked;
      let answer;
      const { draft } = record;
      do {
        asked = draft.id;
        answer = await calls.attach(item.file, item.name, draft);
        // What has just begun may have been given another id meanwhile.
      } while (record.draft === draft && draft.id !== asked && draft.version === 0);
      const { sha256, name, size } = answer;
      Object.assign(item, { sha256, name, size, state: "kept", file: null });
      rows.say(`${name} is attached.`);
    } catch (error) {
      Object.assign(item, { state: "failed", why: notAttached(error) });
    }
    show();
  }

  function begin(item) {
    const work = send(item).finally(() => under.delete(work));
    under.add(work);
  }

  return {
    show,
    /** @param {{file: File, name: string}[]} files */
    add(files) {
      for (const { file, name } of files) {
        const item = { file, name, size: file.size, state: "failed", why: "Not attached: at most 256 MiB can be attached." };
        items.push(item);
        if (file.size <= LARGEST_BYTES) {
          begin(item);
        }
      }
      show();
    },
    retry: begin,
    async remove(item) {
      try {
        if (item.state === "kept") {
          await calls.remove(item, record.draft.id);
        }
        items = items.filter((other) => other !== item);
        rows.say(`${item.name} is removed.`);
      } catch (error) {
        rows.say(`Not removed. ${inWords(error) ?? ""}`);
      }
      show();
    },
    /** The draft may be another one now: posted, discarded, forked, or gone on with in another window. */
    async look() {
      const { draft } = record;
      if (draft.id === id) {
        return;
      }
      const begun = draft.version > 0;
      id = draft.id;
      rows.say("");
      const found = begun ? await calls.list(draft.id).catch(() => null) : [];
      if (found !== null && record.draft.id === draft.id) {
        items = [...kept(found), ...items.filter(({ state }) => begun && state !== "kept")];
        show();
      }
    },
    /** Waits for what is under way, as long as a page that leaves can wait. */
    finish: (timers) =>
      Promise.race([Promise.allSettled(under), new Promise((resolve) => timers.setTimeout(resolve, LEAVING_LIMIT_MS))]),
    /** Resolves when every file is on the disk. */
    async settled() {
      await Promise.allSettled(under);
      const missing = items.find(({ state }) => state !== "kept");
      if (missing) {
        throw new RefusedError({ detail: `${missing.name} is not attached yet: attach it again, or remove it.` });
      }
    },
  };
}

/**
 * @param {HTMLFormElement} form the composer
 * @param {Window} page
 * @param {{record: object, secureFetch: typeof fetch, place: string, opened: object[]}} parts
 */
export function startAttachments(form, page, { record, secureFetch, place, opened }) {
  const timedFetch = createTimedFetch({ fetch: page.fetch.bind(page), timers: page, limit: UPLOAD_LIMIT_SECONDS });
  const acts = { retry: (item) => attaching.retry(item), remove: (item) => attaching.remove(item) };
  const rows = createAttachRows(form.querySelector("[data-attaching]"), acts);
  const calls = createAttachCalls({ timedFetch, secureFetch, place });
  const attaching = createAttaching({ record, calls, rows, opened });
  takeFiles(form, { add: attaching.add, now: () => new page.Date() });
  attaching.show();
  return attaching;
}
