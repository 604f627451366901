/** Going back to a backup: what would change is shown first; then the book is what the backup says. */

import { ask, inWords } from "./answer.js";
import { say, takeOver, whileBusy } from "./forms.js";
import { withProgress } from "./jobProgress.js";
import { secureFetch } from "./secureFetch.js";

const AFTER = "/login?flash=restored";

/**
 * @param {{form: HTMLFormElement, change: HTMLElement}} places where it is chosen, and what would change
 * @param {{secureFetch: typeof fetch, timers: object, crypto: Crypto, go: (address: string) => void}} parts
 */
export function startRestoring({ form, change }, parts) {
  const progress = form.querySelector("[data-job-progress]");
  const sure = change.querySelector("[data-restore-sure]");
  let asked = null;

  const send = (address) => withProgress(progress, parts, (job) =>
    ask(parts.secureFetch, "POST", `${address}?job=${job}`, asked));

  async function look(fields) {
    const mine = Object.fromEntries(fields);
    asked = mine;
    change.hidden = true;
    const { sentences } = await send("/api/restore/examine");
    if (asked !== mine) {
      return "";
    }
    change.querySelector("[data-sentences]").replaceChildren(...sentences.map((sentence) => {
      const item = change.ownerDocument.createElement("li");
      item.textContent = sentence;
      return item;
    }));
    change.hidden = false;
    change.querySelector("h2").focus();
    return "";
  }

  async function restore() {
    try {
      await send("/api/restore");
      parts.go(AFTER);
    } catch (error) {
      change.hidden = true;
      say(form, { bad: inWords(error) ?? "" });
    }
  }

  takeOver(form, { send: look });
  form.addEventListener("input", () => {
    // What was said is of another backup: nobody must restore that one having chosen this one.
    asked = null;
    change.hidden = true;
  });
  sure.addEventListener("click", () => whileBusy(sure, restore));
  change.querySelector("[data-restore-not]").addEventListener("click", () => {
    change.hidden = true;
    say(form, { good: "Everything is as it was." });
  });
}

const form = globalThis.document?.querySelector("[data-restore]");
if (form) {
  const change = globalThis.document.querySelector("[data-change]");
  const { crypto, location } = globalThis;
  startRestoring({ form, change }, { secureFetch, timers: globalThis, crypto, go: (address) => location.assign(address) });
}
