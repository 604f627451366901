/** The page Drafts: what somebody has begun is discarded after one question, and put back. */

import { ask, inWords } from "./answer.js";
import { createDraftChannel } from "./draftChannel.js";
import { say, whileBusy } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";

/**
 * @param {{secureFetch: typeof fetch, document: Document, BroadcastChannel: typeof BroadcastChannel}} page
 */
export function startDrafts(page) {
  const { document } = page;
  const person = document.documentElement.dataset.signedIn;
  const outcome = document.querySelector("[data-drafts-outcome]");

  /** Does one thing to the draft of *row*, and says beside it why not, or at the top that it is done. */
  async function act(row, { method, path, done, notDone }) {
    say(outcome, {});
    say(row, {});
    try {
      await ask(page.secureFetch, method, path, method === "POST" ? {} : undefined);
    } catch (error) {
      const words = inWords(error);
      say(row, { bad: words === null ? "" : `${notDone} ${words}` });
      return;
    }
    await renew(done);
  }

  async function renew(done) {
    try {
      await renewPart(page, "/drafts", "drafts");
      start();
      say(outcome, { good: done });
    } catch {
      say(outcome, { good: `${done} The list is not up to date yet; open this page again to see it.` });
    }
    document.getElementById("drafts-heading").focus();
  }

  async function discard(row) {
    const { draftId: id, place } = row.dataset;
    await act(row, {
      method: "DELETE",
      path: `/api/drafts/${place}?id=${id}`,
      done: "Draft discarded. It can be put back below.",
      notDone: "Not discarded; nothing is lost.",
    });
    createDraftChannel(page.BroadcastChannel, { place, person }).tell("discarded", id);
  }

  function startQuestion(row) {
    const question = row.querySelector("[data-discard-question]");
    const [begin, sure, keep] = ["discard", "discard-sure", "discard-keep"].map((name) => row.querySelector(`[data-${name}]`));

    function show(asking) {
      question.hidden = !asking;
      begin.hidden = asking;
      (asking ? keep : begin).focus();
    }

    begin.disabled = false;
    begin.addEventListener("click", () => show(true));
    keep.addEventListener("click", () => show(false));
    sure.addEventListener("click", () => whileBusy(sure, () => discard(row)));
    question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        show(false);
      }
    });
  }

  function startRestoring(row) {
    const button = row.querySelector("[data-restore]");
    const restoring = {
      method: "POST",
      path: `/api/drafts/${row.dataset.draftId}/restore`,
      done: "Draft put back.",
      notDone: "Not put back; nothing is lost.",
    };
    button.disabled = false;
    button.addEventListener("click", () => whileBusy(button, () => act(row, restoring)));
  }

  function start() {
    for (const row of document.querySelectorAll("[data-draft-id]")) {
      (row.querySelector("[data-restore]") ? startRestoring : startQuestion)(row);
    }
  }

  start();
}

if (globalThis.document?.getElementById("drafts")) {
  const { document, BroadcastChannel } = globalThis;
  startDrafts({ secureFetch, document, BroadcastChannel });
}
