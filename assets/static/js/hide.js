/** The page of an entry: an administrator hides it, for good and with a reason. */

import { ask } from "./answer.js";
import { takeOver } from "./forms.js";
import { secureFetch } from "./secureFetch.js";

/**
 * @param {HTMLFormElement} form
 * @param {{secureFetch: typeof fetch, location: Location}} page
 */
export function startHiding(form, page) {
  const number = form.dataset.hide;

  async function hide() {
    await ask(page.secureFetch, "POST", `/api/entries/${number}/hide`, { reason: form.elements.reason.value });
    page.location.reload();
    return "Hidden.";
  }

  takeOver(form, { send: hide });
}

const form = globalThis.document?.querySelector("[data-hide]");
if (form) {
  startHiding(form, { secureFetch, location: globalThis.location });
}
