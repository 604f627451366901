/** The page "Is the record intact?": verifies all of it with one button, and copies the head. */

import { ask, inWords } from "./answer.js";
import { grouped } from "./counted.js";
import { say, whileBusy } from "./forms.js";
import { withProgress } from "./jobProgress.js";
import { secureFetch } from "./secureFetch.js";

function faultLine(document, { number, what }) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/entries/${number}`;
  link.textContent = `Entry ${grouped(number)}`;
  line.append(link, `: ${what}.`);
  return line;
}

function showFaults(list, { faults, fault_count: count }) {
  const lines = faults.map((fault) => faultLine(list.ownerDocument, fault));
  if (count > faults.length) {
    const more = list.ownerDocument.createElement("li");
    more.textContent = `and ${grouped(count - faults.length)} more.`;
    lines.push(more);
  }
  list.replaceChildren(...lines);
  list.hidden = lines.length === 0;
}

/**
 * @param {HTMLElement} section the card with the button
 * @param {{secureFetch: typeof fetch, timers: object, crypto: Crypto}} parts
 */
export function startVerifying(section, parts) {
  const button = section.querySelector("[data-verify-button]");
  const place = section.querySelector("[data-job-progress]");
  const list = section.querySelector("[data-faults]");

  async function verify() {
    say(section, {});
    showFaults(list, { faults: [], fault_count: 0 });
    try {
      const found = await withProgress(place, parts, (job) => ask(parts.secureFetch, "POST", `/api/chain/verify?job=${job}`));
      say(section, found.fault_count ? { bad: found.sentence } : { good: found.sentence });
      showFaults(list, found);
    } catch (error) {
      const words = inWords(error);
      say(section, { bad: words ? `Not verified. ${words} Nothing was changed; try again in a moment.` : "" });
    }
  }

  button.disabled = false;
  button.addEventListener("click", () => whileBusy(button, verify));
}

/**
 * @param {HTMLElement} section the card with the head
 * @param {{clipboard?: Clipboard, selection: () => Selection}} page
 */
export function startCopying(section, { clipboard, selection }) {
  const button = section.querySelector("[data-copy]");
  const said = section.querySelector("[data-copied]");
  const text = section.querySelector(`#${button.dataset.copy}`);

  async function copy() {
    try {
      await clipboard.writeText(text.textContent);
      said.textContent = "Copied.";
    } catch {
      selection().selectAllChildren(text);
      said.textContent = "Selected: press Ctrl+C to copy it.";
    }
  }

  button.disabled = false;
  button.addEventListener("click", copy);
}

if (globalThis.document) {
  const { document, crypto, navigator } = globalThis;
  const section = document.querySelector("[data-verify]");
  if (section?.querySelector("[data-verify-button]")) {
    startVerifying(section, { secureFetch, timers: globalThis, crypto });
  }
  const head = document.querySelector("[data-head]");
  if (head) {
    startCopying(head, { clipboard: navigator.clipboard, selection: () => document.getSelection() });
  }
}
