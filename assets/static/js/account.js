/** My account: a new password, and the ends of my other sessions. */

import { ask, inWords } from "./answer.js";
import { markField, say, takeOver, whileBusy } from "./forms.js";
import { renewPart } from "./pagePart.js";
import { secureFetch } from "./secureFetch.js";

/** Which field a refusal of a new password belongs to. */
const FIELD_OF = { bad_credentials: "current", too_many_attempts: "current", invalid: "new" };

function endedWords(count) {
  return count === 1 ? "One other session has ended." : `${count} other sessions have ended.`;
}

/**
 * @param {HTMLFormElement} form
 * @param {{secureFetch: typeof fetch, document: Document}} page
 */
export function startPasswordChange(form, page) {
  async function change(fields) {
    const { current, new: fresh } = Object.fromEntries(fields);
    const { ended } = await ask(page.secureFetch, "POST", "/api/account/password", { current, new: fresh });
    form.reset();
    await renewPart(page, "/account", "sessions").catch(() => null);
    enableEnds(page.document);
    return `Your password is changed.${ended ? ` ${endedWords(ended)}` : ""}`;
  }

  function refuse(error, words) {
    const id = FIELD_OF[error.code];
    if (id) {
      markField(form, id, words);
    } else {
      say(form, { bad: `Your password is as before. ${words} Try again in a moment.` });
    }
  }

  takeOver(form, { send: change, refuse });
}

function enableEnds(document) {
  for (const button of document.querySelectorAll("[data-end], [data-end-others]")) {
    button.disabled = false;
  }
}

/**
 * @param {{secureFetch: typeof fetch, document: Document}} page
 */
export function startSessionList(page) {
  const outcome = page.document.querySelector("[data-sessions-outcome]");

  async function end(id) {
    const path = `/api/account/sessions${id ? `/${encodeURIComponent(id)}` : ""}`;
    const answer = await ask(page.secureFetch, "DELETE", path);
    await renewPart(page, "/account", "sessions");
    enableEnds(page.document);
    page.document.getElementById("sessions-heading").focus();
    return id ? "That session has ended." : endedWords(answer.ended);
  }

  page.document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-end], [data-end-others]");
    if (!button) {
      return;
    }
    whileBusy(button, async () => {
      say(outcome, {});
      try {
        say(outcome, { good: await end(button.dataset.end) });
      } catch (error) {
        const words = inWords(error);
        say(outcome, { bad: words ? `${words} Open this page again to see what is still signed in.` : "" });
      }
    });
  });
  enableEnds(page.document);
}

const form = globalThis.document?.querySelector("[data-change-password]");
if (form) {
  const page = { secureFetch, document: globalThis.document };
  startPasswordChange(form, page);
  startSessionList(page);
}
