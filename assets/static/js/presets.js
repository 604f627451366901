/** The page Templates: add, change, remove after one question; each with a preview. */

import { ask, inWords } from "./answer.js";
import { tagsFrom } from "./entryBody.js";
import { say, takeOver, whileBusy } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { startPreview } from "./preview.js";
import { secureFetch } from "./secureFetch.js";

function presetOf(fields) {
  const { name, category, tags, text } = Object.fromEntries(fields);
  return { name, category, tags: tagsFrom(tags), text };
}

/**
 * @param {{secureFetch: typeof fetch, document: Document, timers: object}} page
 */
export function startPresets(page) {
  const { document } = page;
  const outcome = document.querySelector("[data-presets-outcome]");
  const adding = document.querySelector("[data-add-preset]");

  async function renew(done) {
    try {
      await renewPart(page, "/presets", "presets");
      startRows();
      say(outcome, { good: done });
    } catch {
      say(outcome, { good: `${done} The list is not up to date yet; open this page again to see it.` });
    }
    document.getElementById("presets-heading").focus();
  }

  /** Says why not beside *place*; what was typed stays there. */
  const refuse = (place) => (_error, words) => say(place, { bad: `Nothing is changed. ${words}` });

  async function attempt(place, work) {
    say(outcome, {});
    say(place, {});
    try {
      await work();
    } catch (error) {
      const words = inWords(error);
      if (words !== null) {
        refuse(place)(error, words);
      }
    }
  }

  function startChanging(row) {
    const form = row.querySelector("[data-change]");
    const path = `/api/presets/${row.dataset.preset}`;
    startPreview(form, page);

    async function send(fields) {
      const { name } = await ask(page.secureFetch, "PUT", path, presetOf(fields));
      await renew(`“${name}” is changed.`);
      return "";
    }

    takeOver(form, { send, place: row, refuse: refuse(row) });
  }

  function startRemoving(row) {
    const [begin, question, sure, keep] = ["", "-question", "-sure", "-keep"].map((part) =>
      row.querySelector(`[data-remove${part}]`),
    );

    function show(asking) {
      question.hidden = !asking;
      begin.hidden = asking;
      (asking ? keep : begin).focus();
    }

    async function remove() {
      await ask(page.secureFetch, "DELETE", `/api/presets/${row.dataset.preset}`);
      await renew(`“${row.querySelector(".preset-name").textContent}” is removed.`);
    }

    begin.disabled = false;
    begin.addEventListener("click", () => show(true));
    keep.addEventListener("click", () => show(false));
    sure.addEventListener("click", () => whileBusy(sure, () => attempt(row, remove)));
    question.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        show(false);
      }
    });
  }

  async function add(preset) {
    const { name } = await ask(page.secureFetch, "POST", "/api/presets", preset);
    await renew(`“${name}” is added.`);
  }

  function startRows() {
    for (const row of document.querySelectorAll("[data-preset]")) {
      startChanging(row);
      startRemoving(row);
    }
    for (const button of document.querySelectorAll("[data-example]")) {
      button.disabled = false;
      const preset = JSON.parse(button.dataset.example);
      button.addEventListener("click", () => whileBusy(button, () => attempt(adding, () => add(preset))));
    }
  }

  async function send(fields) {
    await add(presetOf(fields));
    adding.reset();
    return "";
  }

  startPreview(adding, page);
  takeOver(adding, { send, refuse: refuse(adding) });
  startRows();
}

if (globalThis.document?.querySelector("[data-add-preset]")) {
  startPresets({ secureFetch, document: globalThis.document, timers: globalThis });
}
