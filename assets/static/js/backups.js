/** The page Backups: makes one now, and says where they go. */

import { ask, inWords } from "./answer.js";
import { markField, say, takeOver, whileBusy } from "./forms.js";
import { withProgress } from "./jobProgress.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";

/**
 * @param {{sentence: string, intact: boolean, elsewhere: string}} made
 * @returns {{good?: string, bad?: string}} what came of a backup, as `say` takes it
 */
export function madeWords({ sentence, intact, elsewhere }) {
  const words = [`The backup is made. ${sentence}`, elsewhere].filter(Boolean).join(" ");
  return intact && !elsewhere ? { good: words } : { bad: words };
}

/**
 * @param {HTMLElement} section the card with the button
 * @param {{secureFetch: typeof fetch, timers: object, crypto: Crypto, document: Document}} parts
 */
export function startBackups(section, parts) {
  const button = section.querySelector("[data-backup-now]");
  const progress = section.querySelector("[data-job-progress]");

  async function make() {
    say(section, {});
    try {
      say(section, madeWords(await withProgress(progress, parts, (job) =>
        ask(parts.secureFetch, "POST", `/api/backups?job=${job}`))));
      await renewPart(parts, "/backups", "backups");
    } catch (error) {
      say(section, { bad: inWords(error) ?? "" });
    }
  }

  button.disabled = false;
  button.addEventListener("click", () => whileBusy(button, make));
}

/** @param {HTMLFormElement} form where backups go */
export function startFolder(form, parts) {
  takeOver(form, {
    async send(fields) {
      const { folder } = await ask(parts.secureFetch, "PUT", "/api/backups/folder", { folder: fields.get("folder") });
      form.elements.folder.value = folder;
      return "From now on backups go there.";
    },
    refuse: (_error, words) => markField(form, "folder", words),
  });
}

const section = globalThis.document?.querySelector("[data-backups]");
if (section) {
  const { document, crypto } = globalThis;
  const parts = { secureFetch, timers: globalThis, crypto, document };
  startBackups(section, parts);
  startFolder(document.querySelector("[data-backup-folder]"), parts);
}
