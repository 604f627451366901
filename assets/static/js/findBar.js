/** The find bar: looks for what is typed into it, in the page's own part. */

import { createFinder } from "./finder.js";
import { createMarks, liveRange } from "./findMarks.js";
import { createFindView } from "./findView.js";
import { readText } from "./pageText.js";

const WRITTEN_IN = "input:not([type=radio], [type=checkbox]), textarea";
const CHANGES = { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ["hidden", "open"] };

/** Calls *act* while the page's own part changes, once for all that changes together. */
function watchChanges(page, main, act) {
  const observer = new page.MutationObserver(act);
  return { start: () => observer.observe(main, CHANGES), stop: () => observer.disconnect() };
}

/** Remembers where somebody was, and brings them back. */
function createWayBack(page, form) {
  const { document } = page;
  let before = null;

  function select(place) {
    const selection = page.getSelection();
    selection.removeAllRanges();
    selection.addRange(liveRange(document, place));
  }

  return {
    note() {
      if (!form.contains(document.activeElement)) {
        before = document.activeElement;
      }
    },
    /** A field gets its caret back; anywhere else what was found is selected, to be copied. */
    take(found) {
      const target = before?.isConnected ? before : document.querySelector("main");
      target.focus({ preventScroll: true });
      if (found && !target.matches(WRITTEN_IN)) {
        select(found);
      }
    },
  };
}

/**
 * @param {Window} page
 * @param {HTMLFormElement} form
 * @returns {{open: () => void, next: () => void, previous: () => void}} the latter two open it if need be
 */
export function createFindBar(page, form) {
  const { document } = page;
  const main = document.querySelector("main");
  const field = form.querySelector("input");
  const count = form.querySelector("[data-count]");
  const marks = createMarks(page);
  const view = createFindView(page, form);
  const finder = createFinder({ read: () => readText(main, page), marks, ...view });
  const wayBack = createWayBack(page, form);
  const changes = watchChanges(page, main, () => tell(() => finder.refresh()));

  function show(shown) {
    form.hidden = !shown;
    document.documentElement.toggleAttribute("data-finding", shown);
  }

  function tell(act) {
    act();
    count.textContent = finder.standing;
    form.toggleAttribute("data-none", finder.standing !== "" && finder.count === 0);
    form.querySelectorAll("[data-step]").forEach((button) => { button.disabled = finder.count === 0; });
  }

  function open() {
    wayBack.note();
    if (form.hidden) {
      show(true);
      changes.start();
      tell(() => finder.search(field.value));
    }
    field.focus({ preventScroll: true });
    field.select();
  }

  function close() {
    const inside = form.contains(document.activeElement);
    show(false);
    delete form.dataset.aside;
    changes.stop();
    const found = finder.end();
    if (inside) {
      wayBack.take(found);
    }
    // What was found stays marked until something else is done.
    ["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, forget, { once: true, capture: true }));
  }

  function forget() {
    if (form.hidden) {
      marks.clear();
    }
  }

  function step(move) {
    if (form.hidden) {
      open();
    } else {
      tell(move);
    }
  }

  const next = () => step(finder.next);
  const previous = () => step(finder.previous);

  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", () => tell(() => finder.search(field.value)));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      (event.shiftKey ? previous : next)();
    }
  });
  form.querySelector("[data-step=next]").addEventListener("click", next);
  form.querySelector("[data-step=previous]").addEventListener("click", previous);
  form.querySelector("[data-close]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !form.hidden && !event.isComposing) {
      close();
    }
  });
  return { open, next, previous };
}
