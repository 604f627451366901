/** The keys that lock and switch: everywhere on a page, in every window, before anything else hears them. */

import { letterOf } from "./windowKeys.js";

/**
 * @param {KeyboardEvent} event
 * @param {{mac: boolean}} keyboard
 * @returns {"lock"|"switch"|null} Ctrl+L (⌘L on a Mac) or F2
 */
export function lockMeaningOf(event, { mac }) {
  const [held, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (event.altKey || event.shiftKey || other) {
    return null;
  }
  if (event.key === "F2") {
    return held ? null : "switch";
  }
  return held && letterOf(event) === "l" ? "lock" : null;
}

/**
 * @param {Window} page
 * @param {{lock: () => void, switch: () => void}} acts
 * @param {(event: KeyboardEvent) => void} otherwise what becomes of every other key
 */
export function watchLockKeys(page, acts, otherwise) {
  const mac = /Mac|Darwin/.test(page.navigator.userAgent);
  const onKey = (event) => {
    const meaning = lockMeaningOf(event, { mac });
    if (meaning) {
      event.preventDefault();
      event.stopPropagation();
      acts[meaning]();
    } else {
      otherwise(event);
    }
  };
  page.addEventListener("keydown", onKey, { capture: true });
}
