/** What people do on the cover: type the password, switch, leave. Nothing of it reaches the page under it. */

import { whileBusy } from "./forms.js";

const REACHABLE = "input:not([type=hidden], [hidden]), button:not(:disabled), a[href]";

/** Keeps Tab inside *element*: the page under it is out of reach, the browser's own bars are not wanted. */
function keepInside(element, event) {
  const all = [...element.querySelectorAll(REACHABLE)].filter((one) => one.getClientRects().length > 0);
  const at = all.indexOf(element.ownerDocument.activeElement);
  const to = at + (event.shiftKey ? -1 : 1);
  event.preventDefault();
  all[(to + all.length) % all.length].focus();
}

function startPassword(form, comeBack) {
  const [field, button] = [form.querySelector("[type=password]"), form.querySelector("[type=submit]")];
  const error = form.querySelector("[data-error-for]");

  function say(words) {
    error.textContent = words;
    field.removeAttribute("aria-invalid");
    if (words) {
      field.setAttribute("aria-invalid", "true");
      field.focus();
      field.select();
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    whileBusy(button, async () => {
      error.textContent = "";
      say(await comeBack(field.value));
    });
  });
}

function startLeaving(place, leave) {
  const [first, sure] = [place.querySelector("[data-leave]"), place.querySelector("[data-leave-sure]")];
  const ask = (asking) => {
    [first.hidden, sure.hidden] = [asking, !asking];
    (asking ? sure.querySelector("[data-stay]") : first).focus();
  };
  first.addEventListener("click", () => ask(true));
  sure.querySelector("[data-stay]").addEventListener("click", () => ask(false));
  sure.querySelector("[data-go]").addEventListener("click", leave);
}

/**
 * @param {HTMLElement} element the cover
 * @param {{comeBack: (password: string) => Promise<string>, leave: () => void, switchPerson: () => void}} acts
 * @returns {{key: (event: KeyboardEvent) => void}} takes the keys while it is shown
 */
export function startCover(element, { comeBack, leave, switchPerson }) {
  startPassword(element.querySelector("[data-cover-form]"), comeBack);
  startLeaving(element.querySelector("[data-cover-leave]"), leave);
  element.querySelector("[data-cover-switch]").addEventListener("click", (event) => {
    event.preventDefault();
    switchPerson();
  });
  element.addEventListener("mousedown", (event) => {
    // A click beside the field leaves the cursor in it.
    if (!event.target.closest("input, button, a")) {
      event.preventDefault();
    }
  });
  return {
    key(event) {
      event.stopPropagation();
      if (event.key === "Tab") {
        keepInside(element, event);
      }
    },
  };
}
