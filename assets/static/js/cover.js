/**
 * The cover: hides everything of the page, at once, and wears the person's colour. It is in the page from
 * the beginning (components/cover.html), so that showing it needs nothing; what is under it stays as it is.
 */

import { draftWords, lockedSince, MODES } from "./coverWords.js";
import { rememberPlace } from "./pagePlace.js";

const APP = "Shiftbook";

/** On pages of nobody, where there is nothing to hide. */
const NONE = { present: false, shown: false, mode: null, show() {}, hide() {}, since() {}, look() {} };

function draftOf(document) {
  return {
    unsaved: "unsaved" in document.documentElement.dataset,
    state: document.querySelector("[data-draft-state]")?.dataset.draftState,
  };
}

function put(element, words) {
  // A status is read out whenever it is written, so it is only written when it changes.
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

/**
 * @param {Window} page
 * @returns {{present: boolean, shown: boolean, mode: string|null, show: (mode: string) => void,
 *   hide: () => void, since: (at: number) => void, look: () => void}} `since` corrects when it was locked, in
 *   epoch seconds; `look` says how the draft is by now
 */
export function createCover(page) {
  const { document } = page;
  const element = document.querySelector("[data-cover]");
  if (!element) {
    return NONE;
  }
  const root = document.documentElement;
  const part = (name) => element.querySelector(`[data-cover-${name}]`);
  const field = element.querySelector("[type=password]");
  const button = element.querySelector("[type=submit]");
  const next = element.querySelector("[name=next]");
  let mode = element.hidden ? null : "locked";
  let uncover = null;

  function coverPage() {
    document.querySelector("[data-find]:not([hidden]) [data-close]")?.click();
    const [goBack, title] = [rememberPlace(page), document.title];
    const others = [...document.body.children].filter((child) => child !== element && !child.inert);
    root.dataset.covered = "";
    others.forEach((child) => { child.inert = true; });
    element.hidden = false;
    uncover = () => {
      element.hidden = true;
      delete root.dataset.covered;
      others.forEach((child) => { child.inert = false; });
      document.title = title;
      goBack();
    };
    since(Date.now() / 1000);
  }

  function wear(chosen) {
    const { title, sentence, act, busy, leave } = MODES[chosen];
    mode = chosen;
    document.title = `${title} · ${APP}`;
    element.dataset.cover = chosen;
    put(part("sentence"), sentence ?? "");
    part("form").hidden = act === null;
    part("leave").hidden = !leave;
    if (act !== null && button.getAttribute("aria-busy") !== "true") {
      button.textContent = act;
      button.dataset.busy = busy;
    }
  }

  function since(at) {
    part("since").textContent = lockedSince(new Date(at * 1000));
  }

  function look() {
    put(part("draft"), mode === "locked" ? draftWords(draftOf(document)) : "");
  }

  function show(chosen) {
    if (mode === null) {
      coverPage();
    }
    wear(chosen);
    look();
    if (!element.contains(document.activeElement)) {
      field.focus({ preventScroll: true });
    }
  }

  function hide() {
    // The page of a locked session has nothing under its cover: it was never sent.
    if (next) {
      page.location.replace(next.value);
      return;
    }
    mode = null;
    field.value = "";
    uncover?.();
  }

  return {
    present: true,
    show,
    hide,
    since,
    look,
    get shown() {
      return mode !== null;
    },
    get mode() {
      return mode;
    },
  };
}
