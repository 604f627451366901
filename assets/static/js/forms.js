/** Forms and buttons that are sent by script: one send at a time, and what came of it beside them. */

import { inWords } from "./answer.js";

/**
 * Says how something went, in the two live regions of *root* (components/forms.html, `outcome`).
 *
 * @param {ParentNode} root
 * @param {{good?: string, bad?: string}} words
 */
export function say(root, { good = "", bad = "" }) {
  root.querySelector("[data-success]").textContent = good;
  root.querySelector("[data-failure]").textContent = bad;
}

/**
 * Shows *button* as busy while *work* runs; a second press meanwhile does nothing.
 *
 * @param {HTMLButtonElement} button its `data-busy` is what it says meanwhile
 * @param {() => Promise<void>} work
 */
export async function whileBusy(button, work) {
  if (button.getAttribute("aria-busy") === "true") {
    return;
  }
  const face = [...button.childNodes];
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) {
    button.replaceChildren(button.dataset.busy);
  }
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.replaceChildren(...face);
  }
}

/**
 * Puts *message* under the field of that id and the cursor into it.
 *
 * @param {ParentNode} root
 * @param {string} id
 * @param {string} message empty to clear
 */
export function markField(root, id, message) {
  const field = root.querySelector(`#${CSS.escape(id)}`);
  root.querySelector(`[data-error-for="${CSS.escape(id)}"]`).textContent = message;
  if (message) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  } else {
    field.removeAttribute("aria-invalid");
  }
}

function clearMarks(form) {
  for (const { dataset } of form.querySelectorAll("[data-error-for]")) {
    markField(form, dataset.errorFor, "");
  }
}

/**
 * Sends *form* by script from now on. Its button is disabled in the page until then, so that a page
 * without this script never puts what was typed into an address.
 *
 * @param {HTMLFormElement} form
 * @param {{send: (fields: FormData) => Promise<string>, place?: ParentNode,
 *   refuse?: (error: Error, words: string) => void}} how `send` resolves with the good news, shown in
 *   `place` (the form itself, unless named); `refuse` shows what went wrong, there too unless it is given
 */
export function takeOver(form, { send, place = form, refuse = (_error, words) => say(place, { bad: words }) }) {
  const button = form.querySelector("[type=submit]");
  button.disabled = false;

  async function attempt() {
    clearMarks(form);
    say(place, {});
    try {
      say(place, { good: await send(new FormData(form)) });
    } catch (error) {
      const words = inWords(error);
      if (words !== null) {
        refuse(error, words);
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy(button, attempt);
  });
}
