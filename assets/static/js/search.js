/** Search as one types: the list below shows what is found, the address bar how to find it again. */

import { inWords } from "./answer.js";
import { say } from "./forms.js";
import { countFound } from "./foundCount.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";
import { letterOf } from "./windowKeys.js";

const PAUSE_MS = 100;
const CLEARED = "cleared";
/** What the search's form says when what was typed last is shown, or could not be; until then it is busy. */
export const FOUND = "found";

/**
 * @param {Iterable<[string, string]>} fields
 * @returns {string} the address of the book that shows what they ask for
 */
export function addressOf(fields) {
  const query = new URLSearchParams([...fields].filter(([, value]) => value.trim() !== ""));
  return query.size > 0 ? `/?${query}` : "/";
}

/** The list shows everything again; so do the fields, and what is still being looked for is not shown. */
export function clearSearch(document) {
  const form = document.querySelector("[data-search]");
  for (const field of form?.elements ?? []) {
    if (field.type === "checkbox") {
      field.checked = false;
    } else if (field.name) {
      field.value = "";
    }
  }
  form?.dispatchEvent(new Event(CLEARED));
}

/**
 * @param {HTMLFormElement} form
 * @param {{secureFetch: typeof fetch, document: Document, history: History, timers: object, listener: EventTarget}} page
 */
export function startSearch(form, { secureFetch, document, history, timers, listener }) {
  const wanted = () => addressOf(new FormData(form));
  let shown = wanted();
  let question = 0;
  let working = false;
  let timer = null;

  /** One question at a time; the last one asked is the one that is shown. */
  async function show() {
    if (working) {
      return;
    }
    working = true;
    try {
      while (wanted() !== shown) {
        const [address, asked] = [wanted(), question];
        if (await renewPart({ secureFetch, document }, address, "timeline", () => asked === question)) {
          shown = address;
          history.replaceState(null, "", address);
        }
      }
      say(form, {});
      countFound({ secureFetch, document });
    } catch (error) {
      const words = inWords(error) ?? "";
      say(form, { bad: `The list below is not up to date. ${words} Search again; nothing is lost.` });
    } finally {
      working = false;
      form.removeAttribute("aria-busy");
      form.dispatchEvent(new Event(FOUND));
    }
  }

  function soon() {
    form.setAttribute("aria-busy", "true");
    timers.clearTimeout(timer);
    timer = timers.setTimeout(show, PAUSE_MS);
  }

  form.addEventListener("input", ({ target }) => {
    // What a search is to be called is not a part of it.
    if (target.name !== "") {
      soon();
    }
  });
  form.addEventListener(CLEARED, () => {
    question += 1;
    shown = wanted();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    shown = null;
    soon();
  });
  listener.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && letterOf(event) === "k") {
      event.preventDefault();
      form.elements.q.focus();
      form.elements.q.select();
    }
  });
}

const form = globalThis.document?.querySelector("[data-search]");
if (form) {
  const { document, history } = globalThis;
  startSearch(form, { secureFetch, document, history, timers: globalThis, listener: globalThis });
  countFound({ secureFetch, document });
}
