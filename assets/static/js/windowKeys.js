/**
 * The keys a browser has and a window of our own lacks: find and print. Its engine has none, or release
 * builds switch them off. In a browser nothing is taken: its own tools are better, and people know them.
 */

/**
 * @param {Navigator} navigator
 * @returns {boolean} whether this is Shiftbook's own window
 */
export function isOwnWindow({ userAgent }) {
  return userAgent.includes("Shiftbook/");
}

/**
 * @param {KeyboardEvent} event
 * @returns {string} the Latin letter on the key, also where the keyboard writes another script
 */
export function letterOf({ key, code }) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace(/^Key/, "").toLowerCase();
}

/**
 * @param {KeyboardEvent} event
 * @param {{mac: boolean}} keyboard
 * @returns {"find"|"next"|"previous"|"print"|null} what the keys ask for
 */
export function meaningOf(event, { mac }) {
  const onward = event.shiftKey ? "previous" : "next";
  const [held, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  // With both Ctrl and Alt a letter is written on many keyboards.
  if (event.altKey || other) {
    return null;
  }
  if (!held) {
    return event.key === "F3" ? onward : null;
  }
  const letter = letterOf(event);
  if (letter === "g") {
    return onward;
  }
  return event.shiftKey ? null : ({ f: "find", p: "print" }[letter] ?? null);
}

/**
 * @param {Window} page
 * @param {Record<"find"|"next"|"previous"|"print", () => void>} acts
 */
export function watchWindowKeys(page, acts) {
  const mac = page.navigator.userAgent.includes("Darwin");
  page.document.addEventListener("keydown", (event) => {
    const meaning = meaningOf(event, { mac });
    if (meaning) {
      event.preventDefault();
      acts[meaning]();
    }
  });
}
