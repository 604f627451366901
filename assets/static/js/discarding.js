/** Discards a draft after one question, and puts it back when that was a mistake. */

import { inWords } from "./answer.js";
import { say, whileBusy } from "./forms.js";

const NOT_SAVED = "Not discarded: its last words are not saved yet, so that it could not be put back. Your text is still here.";
const LATER = "It can be put back on the page Drafts for a week.";

function undoButton(document, undo) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "outline";
  button.textContent = "Undo";
  button.addEventListener("click", () => whileBusy(button, undo));
  return button;
}

/**
 * @param {HTMLFormElement} form the composer
 * @param {{keeper: object, field: object, news: object, document: Document}} parts
 */
export function startDiscarding(form, { keeper, field, news, document }) {
  const question = form.querySelector("[data-discard-question]");
  const [begin, sure, keep] = ["discard", "discard-sure", "discard-keep"].map((name) => form.querySelector(`[data-${name}]`));
  let undoable = false;

  function ask(asking) {
    question.hidden = !asking;
    form.toggleAttribute("data-asking", asking);
    if (asking) {
      keep.focus();
    } else {
      field.focus();
    }
  }

  function refuse(error, before, after) {
    const words = inWords(error);
    say(form, { bad: words === null ? "" : `${before} ${words} ${after}` });
  }

  async function undo(id) {
    try {
      if (await keeper.restore(id)) {
        news.clear();
      } else {
        news.showDrafts("It is put back, among your ", ".");
      }
      field.focus();
    } catch (error) {
      refuse(error, "Not put back.", LATER);
    }
  }

  async function discard() {
    try {
      if (!(await keeper.flush())) {
        say(form, { bad: NOT_SAVED });
        return;
      }
      const id = await keeper.discard();
      undoable = true;
      news.show("Draft discarded. ", undoButton(document, () => undo(id)));
    } catch (error) {
      refuse(error, "Not discarded.", "Your text is still here.");
    } finally {
      ask(false);
    }
  }

  begin.addEventListener("click", () => {
    say(form, {});
    news.clear();
    ask(true);
  });
  keep.addEventListener("click", () => ask(false));
  sure.addEventListener("click", () => whileBusy(sure, discard));
  question.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      ask(false);
    }
  });
  field.onInput(() => {
    if (undoable) {
      undoable = false;
      news.clear();
    }
  });
}
