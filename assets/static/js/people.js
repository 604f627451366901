/** The people of this book, for those who look after it: add, stop and allow sign-in, reset passwords. */

import { ask, inWords } from "./answer.js";
import { markField, say, takeOver, whileBusy } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { secureFetch, session } from "./secureFetch.js";

const SWITCHED = { disable: "can no longer sign in. What they wrote stays.", enable: "can sign in again." };

function nameIn(row) {
  return row.querySelector(".name").textContent;
}

/**
 * @param {HTMLFormElement} form
 * @param {{secureFetch: typeof fetch, document: Document}} page
 */
export function startAdding(form, page) {
  async function add(fields) {
    const administrator = fields.has("administrator");
    const { name, password } = Object.fromEntries(fields);
    const person = await ask(page.secureFetch, "POST", "/api/people", { name, password, administrator });
    form.reset();
    await renewPart(page, "/people", "people").catch(() => null);
    startRows(page);
    return `${person.name} can sign in now.`;
  }

  function refuse(error, words) {
    if (error.code === "conflict") {
      markField(form, "name", words);
    } else {
      say(form, { bad: `Nobody was added. ${words}` });
    }
  }

  takeOver(form, { send: add, refuse });
}

function startReset(form, row, page) {
  async function send(fields) {
    await ask(page.secureFetch, "POST", `/api/people/${row.dataset.person}/password`, { new: fields.get("new") });
    form.reset();
    form.closest("details").open = false;
    return `${nameIn(row)} has a new password. Tell it to them.`;
  }

  const refuse = (_error, words) => say(row, { bad: `The password is as before. ${words}` });
  takeOver(form, { send, place: row, refuse });
}

function startSwitch(button, row, page) {
  button.disabled = false;
  const act = button.dataset.switch;
  button.addEventListener("click", () =>
    whileBusy(button, async () => {
      try {
        await ask(page.secureFetch, "POST", `/api/people/${row.dataset.person}/${act}`, {});
        const fresh = await renewPart(page, "/people", row.id);
        startRow(fresh, page);
        fresh.querySelector("[data-switch]")?.focus();
        say(fresh, { good: `${nameIn(fresh)} ${SWITCHED[act]}` });
      } catch (error) {
        say(row, { bad: inWords(error) ?? "" });
      }
    }),
  );
}

function startRow(row, page) {
  startReset(row.querySelector("[data-reset]"), row, page);
  const button = row.querySelector("[data-switch]");
  if (button) {
    startSwitch(button, row, page);
  }
}

/**
 * @param {{secureFetch: typeof fetch, document: Document}} page
 */
export function startRows(page) {
  for (const row of page.document.querySelectorAll("[data-person]")) {
    startRow(row, page);
  }
}

/**
 * @param {HTMLFormElement} form whether this computer is shared
 * @param {{secureFetch: typeof fetch, session: object}} page
 */
export function startComputer(form, page) {
  async function send(fields) {
    const { idle_lock: idleLock } = await ask(page.secureFetch, "POST", "/api/people/computer", {
      shared: fields.get("shared") === "yes",
    });
    // This page counts by the new answer from now on.
    page.session.lock.verify();
    return idleLock === null ? "Saved. It locks when you say so." : "Saved. It locks when nobody is there.";
  }

  takeOver(form, { send, refuse: (_error, words) => say(form, { bad: `Nothing is changed. ${words}` }) });
}

const form = globalThis.document?.querySelector("[data-add-person]");
if (form) {
  const page = { secureFetch, session, document: globalThis.document };
  startAdding(form, page);
  startRows(page);
  startComputer(page.document.querySelector("[data-computer]"), page);
}
