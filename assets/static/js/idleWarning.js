/** The strip that says that the page locks soon. It counts for the eyes, and is read out once. */

const WHAT_TO_DO = "Move the mouse or press a key to stay.";

/**
 * @param {Document} document
 * @returns {{show: (seconds: number) => void, hide: () => void, shown: boolean}}
 */
export function createIdleWarning(document) {
  const [strip, spoken, seen] = ["div", "p", "p"].map((name) => document.createElement(name));
  strip.className = "idle-warning";
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  seen.setAttribute("aria-hidden", "true");
  let shown = false;

  function show(seconds) {
    if (!shown) {
      shown = true;
      strip.append(spoken, seen);
      document.body.append(strip);
      // A change inside a status is read out, not a status that arrives with its words.
      spoken.textContent = `Locks soon. ${WHAT_TO_DO}`;
    }
    seen.textContent = `Locks in ${seconds} s. ${WHAT_TO_DO}`;
  }

  function hide() {
    if (shown) {
      shown = false;
      spoken.textContent = "";
      strip.remove();
    }
  }

  return {
    show,
    hide,
    get shown() {
      return shown;
    },
  };
}
