/** Starts an entry from a template: into an empty field, or after what stands there; Ctrl+Z takes it back. */

import { ask, inWords } from "./answer.js";
import { tagsFrom } from "./entryBody.js";
import { say, whileBusy } from "./forms.js";

/**
 * @param {string} before what stands in the field
 * @param {string} text the template's
 * @returns {string} what is put at its end
 */
export function addition(before, text) {
  if (before.trim() === "") {
    return text;
  }
  return `${before.endsWith("\n") ? "" : "\n"}\n${text}`;
}

/** Types *text* at the end as a person would, so that the engine can undo it; else just puts it there. */
export function typeAtEnd(area, text, document) {
  const blank = area.value.trim() === "";
  area.focus();
  area.setSelectionRange(blank ? 0 : area.value.length, area.value.length);
  if (text !== "" && !document.execCommand("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function put(input, value) {
  if (input.value !== value) {
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** What is there stays; tags are added. */
export function withTags(typed, tags) {
  const there = new Set(tagsFrom(typed).map((tag) => tag.toLowerCase()));
  const more = tags.filter((tag) => !there.has(tag.toLowerCase()));
  return more.length === 0 ? typed : [...tagsFrom(typed), ...more].join(", ");
}

/**
 * @param {HTMLFormElement} form the composer
 * @param {{secureFetch: typeof fetch, document: Document, row: {open: () => void}}} parts
 */
export function startTemplates(form, { secureFetch, document, row }) {
  const place = form.querySelector("[data-templates]");
  if (place === null) {
    return;
  }
  const select = place.querySelector("select");
  const insert = place.querySelector("[data-insert-template]");
  const [area, category, tags] = ["textarea", "[data-draft-field=category]", "[data-draft-field=tags]"].map((selector) =>
    form.querySelector(selector),
  );

  async function start() {
    say(form, {});
    try {
      const { presets } = await ask(secureFetch, "GET", "/api/presets");
      const preset = presets.find(({ id }) => String(id) === select.value);
      if (preset === undefined) {
        say(form, { bad: "This template is gone. Your text is as it was; choose another one." });
        return;
      }
      put(category, category.value.trim() === "" ? preset.category : category.value);
      put(tags, withTags(tags.value, preset.tags));
      if (preset.category !== "" || preset.tags.length > 0) {
        row.open();
      }
      typeAtEnd(area, addition(area.value, preset.text), document);
      select.value = "";
      insert.hidden = true;
    } catch (error) {
      say(form, { bad: `Not inserted. ${inWords(error) ?? ""} Your text is as it was.` });
    }
  }

  select.addEventListener("change", () => {
    insert.hidden = select.value === "";
  });
  select.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && select.value !== "") {
      event.preventDefault();
      whileBusy(insert, start);
    }
  });
  insert.addEventListener("click", () => whileBusy(insert, start));
}
