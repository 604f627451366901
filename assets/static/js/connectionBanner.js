/** The quiet sentence a page shows while Shiftbook cannot be reached. Styled by `.banner`. */

const SENTENCE = "Can't reach Shiftbook, trying again. You stay signed in; your text is kept.";

/**
 * @param {Document} document
 * @returns {{show: () => void, hide: () => void}} each may be called any number of times
 */
export function createConnectionBanner(document) {
  const element = document.createElement("div");
  element.id = "connection-banner";
  element.className = "banner";
  element.setAttribute("role", "status");

  function show() {
    if (!element.isConnected) {
      // Screen readers announce a change inside a status, not a status that arrives with its text.
      element.textContent = "";
      document.body.prepend(element);
      element.textContent = SENTENCE;
    }
  }

  return { show, hide: () => element.remove() };
}
