/** Searches a person keeps: saved under a name, opened by a link, removed. */

import { ask, inWords } from "./answer.js";
import { say, whileBusy } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";

const PART = "saved-searches";

/**
 * @param {HTMLFormElement} form the search
 * @param {{secureFetch: typeof fetch, document: Document}} page
 */
export function startSavedSearches(form, page) {
  const place = () => form.querySelector("[data-saved]");

  function show() {
    for (const part of place().querySelectorAll("[data-save], [data-forget]")) {
      part.hidden = false;
    }
  }

  async function change(work) {
    say(form, {});
    try {
      await renew(await work());
    } catch (error) {
      say(form, { bad: inWords(error) ?? "" });
    }
  }

  /** What was pressed is gone with the old list: the keyboard goes on above it. */
  async function renew(done) {
    try {
      await renewPart(page, "/", PART);
      show();
      form.querySelector("summary").focus();
      say(form, { good: done });
    } catch {
      say(form, { good: `${done} The list is not up to date yet; open the book again to see it.` });
    }
  }

  function save() {
    const name = place().querySelector("input").value;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim() !== "")).toString();
    return change(async () => {
      const kept = await ask(page.secureFetch, "POST", "/api/filters", { name, query });
      return `“${kept.name}” is saved.`;
    });
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-save] button, [data-forget]");
    if (!button) {
      return;
    }
    if ("forget" in button.dataset) {
      whileBusy(button, () => change(async () => {
        await ask(page.secureFetch, "DELETE", `/api/filters/${button.dataset.forget}`);
        return "Removed.";
      }));
    } else {
      whileBusy(button, save);
    }
  });
  form.addEventListener("keydown", (event) => {
    // Enter in any other field sends the search.
    if (event.key === "Enter" && event.target.closest("[data-save]")) {
      event.preventDefault();
      place().querySelector("[data-save] button").click();
    }
  });
  show();
}

const form = globalThis.document?.querySelector("[data-search]");
if (form) {
  startSavedSearches(form, { secureFetch, document: globalThis.document });
}
