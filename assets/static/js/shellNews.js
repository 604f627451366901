/** What the program around the page tells it: a file was saved or not, the letters are larger now. */

/** Characters that make a name read as another one: controls, and those that turn the direction of writing. */
const MISLEADING = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

function nameElement(document, name) {
  const element = document.createElement("bdi");
  element.textContent = name.replace(MISLEADING, "\uFFFD");
  return element;
}

/**
 * @param {Window} page hears `shiftbook:downloaded` with {path}, `shiftbook:download-failed` with {name, why},
 *   a sentence, and `shiftbook:zoomed` with {percent}
 * @param {{good: Function, bad: Function, glance: Function}} notices
 */
export function tellShellNews(page, notices) {
  const { document } = page;
  page.addEventListener("shiftbook:downloaded", ({ detail: { path } }) => {
    notices.good("Saved as ", nameElement(document, path));
  });
  page.addEventListener("shiftbook:download-failed", ({ detail: { name, why } }) => {
    const whatToDo = ` was not saved. ${why} Nothing in the book is lost. Download it again, or save it somewhere else.`;
    notices.bad(nameElement(document, name), whatToDo);
  });
  page.addEventListener("shiftbook:zoomed", ({ detail: { percent } }) => notices.glance(`${Math.round(percent)} %`));
}
