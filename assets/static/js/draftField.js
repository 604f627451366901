/** The field a draft is written in: its words, and where somebody was in them. */

import { createDraftFields } from "./draftFields.js";

/**
 * @param {string} now what stands in the field
 * @param {string} posted what has just been posted
 * @returns {string} what was typed meanwhile; all of it where the posted words themselves were changed
 */
export function notYetPosted(now, posted) {
  return now.startsWith(posted) ? now.slice(posted.length) : now;
}

/**
 * What was typed before any script ran went to the beginning of the field; it belongs where the caret was. Nothing is
 * selected any more: the next key must not replace words somebody saw for a moment.
 *
 * @param {string} now what stands in the field
 * @param {string} kept what the page came with
 * @param {{selection_end: number, scroll: number}} left where somebody was in it
 * @returns {{text: string, place: object|undefined}} no place where the field was changed in other ways
 */
export function withEarlyWords(now, kept, { selection_end: end, scroll }) {
  if (!now.endsWith(kept)) {
    return { text: now, place: undefined };
  }
  const early = now.slice(0, now.length - kept.length);
  const caret = end + early.length;
  const text = kept.slice(0, end) + early + kept.slice(end);
  return { text, place: { selection_start: caret, selection_end: caret, scroll } };
}

/**
 * @param {HTMLTextAreaElement} area
 * @param {{grow?: () => void, fields?: object}} [how] `grow` lets it be as high as its text; `fields` is what
 *   stands beside it, as `createDraftFields` makes it
 */
export function createDraftField(area, { grow = () => {}, fields = createDraftFields([]) } = {}) {
  let composing = false;
  let whenComposed = [];

  area.addEventListener("compositionstart", () => { composing = true; });
  area.addEventListener("compositionend", () => {
    composing = false;
    whenComposed.forEach((goOn) => goOn());
    whenComposed = [];
  });

  /** To replace the text would break off what an input method is still composing. */
  function composed() {
    return composing ? new Promise((resolve) => { whenComposed.push(resolve); }) : Promise.resolve();
  }

  function write(text, { selection_start: start, selection_end: end, scroll }) {
    if (area.value !== text) {
      area.value = text;
    }
    grow();
    area.setSelectionRange(start, end);
    area.scrollTop = scroll;
  }

  const place = () => ({
    selection_start: area.selectionStart,
    selection_end: area.selectionEnd,
    scroll: Math.max(0, Math.round(area.scrollTop)),
  });

  return {
    get text() {
      return area.value;
    },
    /** All that is written: the text, and what stands beside it. */
    get written() {
      return { text: area.value, fields: fields.values };
    },
    get isEmpty() {
      return area.value === "" && Object.keys(fields.values).length === 0;
    },
    get place() {
      return place();
    },
    get composing() {
      return composing;
    },
    /**
     * Replaces what stands there.
     *
     * @param {{text: string, fields: object}} written
     * @param {object} [itsPlace] caret and scroll; as they are, where that is possible, unless given
     */
    show(written, itsPlace = place()) {
      fields.show(written.fields);
      write(written.text, itsPlace);
    },
    /** Takes *posted* off the beginning, if it stands there; the caret stays at the words it was at. */
    async cut({ text: posted, fields: beside }) {
      await composed();
      fields.cut(beside);
      const before = area.value;
      const rest = notYetPosted(before, posted);
      const gone = before.length - rest.length;
      const { selection_start: start, selection_end: end } = place();
      write(rest, { selection_start: Math.max(0, start - gone), selection_end: Math.max(0, end - gone), scroll: 0 });
    },
    focus: () => area.focus({ preventScroll: true }),
    /** Calls *hear* whenever other words stand there. */
    onInput(hear) {
      area.addEventListener("input", hear);
      // Some input methods end without another `input`.
      area.addEventListener("compositionend", hear);
      fields.onInput(hear);
    },
  };
}
