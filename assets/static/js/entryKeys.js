/** The keyboard among entries: one letter each, never while somebody types. */

import { FOUND } from "./search.js";

const MEANINGS = { "/": "search", "?": "help", j: "next", k: "previous", r: "reply", a: "amend", n: "write", Enter: "open" };
const TYPED_IN = "input, textarea, select, [contenteditable]";
const ENTRY = "article.entry";

/**
 * @param {KeyboardEvent} event
 * @returns {string|null} what the key asks for
 */
export function entryMeaningOf(event) {
  const { target, key } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return null;
  }
  if (target.closest?.(TYPED_IN)) {
    return null;
  }
  // On a link or a button Enter is theirs.
  if (key === "Enter" && !target.matches?.(ENTRY)) {
    return null;
  }
  return MEANINGS[key] ?? null;
}

/**
 * @param {Document} document
 * @param {{go: (address: string) => void}} parts
 */
export function startEntryKeys(document, { go }) {
  const entries = () => [...document.querySelectorAll(ENTRY)];
  const current = () => document.activeElement?.closest(ENTRY) ?? null;

  function step(by) {
    const all = entries();
    const place = all.indexOf(current());
    const next = all[place === -1 ? 0 : Math.min(all.length - 1, Math.max(0, place + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  /** Goes where a link of the current entry leads, or of the one whose page this is. */
  function follow(selector) {
    const link = (current() ?? document.querySelector(".entry-acts"))?.querySelector(selector);
    if (link) {
      go(link.getAttribute("href"));
    }
  }

  /** Leads to the first entry of what is found: not before it is, lest a key means another one. */
  function leaveSearch(field) {
    const form = field.closest("[data-search]");
    field.blur();
    if (form.getAttribute("aria-busy") === "true") {
      form.addEventListener(FOUND, () => entries()[0]?.focus(), { once: true });
    } else {
      entries()[0]?.focus();
    }
  }

  const acts = {
    search() {
      const field = document.querySelector("[data-search] [name=q]");
      field ? field.focus() : go("/");
      field?.select();
    },
    help: () => go("/help#keys"),
    next: () => step(1),
    previous: () => step(-1),
    reply: () => follow('a[href$="/reply"]'),
    amend: () => follow('a[href$="/amend"]'),
    open: () => follow(".entry-number"),
    write() {
      const field = document.querySelector("[data-composer] textarea");
      field ? field.focus() : go("/");
    },
  };

  document.addEventListener("keydown", (event) => {
    const covered = document.querySelector("[data-cover]:not([hidden])") !== null;
    // While a word is composed Escape ends that, and the word is not there yet.
    if (event.key === "Escape" && !event.isComposing && event.target.closest?.("[data-search]")) {
      // The browser would empty the field, and with it the list.
      event.preventDefault();
      leaveSearch(event.target);
      return;
    }
    const meaning = covered ? null : entryMeaningOf(event);
    if (meaning) {
      event.preventDefault();
      acts[meaning]();
    }
  });
}

if (globalThis.document) {
  startEntryKeys(globalThis.document, { go: (address) => globalThis.location.assign(address) });
}
