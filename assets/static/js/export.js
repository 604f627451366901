/** Sends for the file a form asks for, and shows how far it is while the browser takes it. */

import { ask, inWords } from "./answer.js";
import { say, whileBusy } from "./forms.js";
import { withProgress } from "./jobProgress.js";
import { secureFetch } from "./secureFetch.js";

const EVERY_MS = 500;
/** An export that says nothing for so long was not begun, or was called off. */
const SILENT_ROUNDS = 20;
const DONE = "The export is complete. Where it is saved, the window or your browser says.";
const STOPPED = "The export was stopped before its end. Nothing in the book is lost; export again.";

/**
 * @param {{fields: [string, string][], job: string, path?: string}} asked
 * @returns {string} the file's address, with nothing in it that was left empty
 */
export function exportAddress({ fields, job, path = "/api/export" }) {
  const chosen = new URLSearchParams(fields.filter(([, value]) => value !== ""));
  chosen.set("job", job);
  return `${path}?${chosen}`;
}

/**
 * @param {string} job
 * @param {{secureFetch: typeof fetch, timers: {setTimeout: Function}}} parts
 * @returns {Promise<boolean>} whether the file was sent to its end; false: it was broken off, or never begun
 */
export async function sentToItsEnd(job, { secureFetch: fetchStep, timers }) {
  let begun = false;
  for (let silent = 0; silent < SILENT_ROUNDS;) {
    await new Promise((resolve) => timers.setTimeout(resolve, EVERY_MS));
    const { done, total } = await ask(fetchStep, "GET", `/api/progress/${job}`);
    if (total > 0 && done >= total) {
      return true;
    }
    if (total === 0 && begun) {
      return false;
    }
    begun ||= total > 0;
    silent = begun ? 0 : silent + 1;
  }
  return false;
}

/**
 * @param {HTMLFormElement} form
 * @param {{secureFetch: typeof fetch, timers: object, crypto: Crypto, go: (address: string) => void}} parts `go`
 *   follows an address, from which a file comes and no page
 */
export function startExport(form, parts) {
  const button = form.querySelector("[type=submit]");
  const place = form.querySelector("[data-job-progress]");

  async function take(fields) {
    say(form, {});
    try {
      // Renews the session where that is needed: a file's address cannot.
      await ask(parts.secureFetch, "GET", "/api/chain");
      const complete = await withProgress(place, parts, (job) => {
        parts.go(exportAddress({ fields, job, path: form.getAttribute("action") }));
        return sentToItsEnd(job, parts);
      });
      say(form, complete ? { good: DONE } : { bad: STOPPED });
    } catch (error) {
      const words = inWords(error);
      say(form, { bad: words ? `Not exported. ${words} Nothing in the book is lost.` : "" });
    }
  }

  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("formaction")) {
      event.preventDefault();
      const fields = [...new FormData(form)];
      whileBusy(button, () => take(fields));
    }
  });
}

const form = globalThis.document?.querySelector("[data-export]");
if (form) {
  const { crypto, location } = globalThis;
  startExport(form, { secureFetch, timers: globalThis, crypto, go: (address) => location.assign(address) });
}
