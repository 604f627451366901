/** Where somebody is on a page: focus, caret, what is selected, and how far it is scrolled. */

function caretOf(field) {
  // Only of text fields; others have none, or say null.
  return typeof field.selectionStart === "number"
    ? { start: field.selectionStart, end: field.selectionEnd, direction: field.selectionDirection }
    : null;
}

function selectedRanges(selection) {
  return Array.from({ length: selection.rangeCount }, (_, index) => selection.getRangeAt(index));
}

/**
 * @param {Window} page
 * @returns {() => void} brings them back to where they are now
 */
export function rememberPlace(page) {
  const { activeElement: field } = page.document;
  const [left, top] = [page.scrollX, page.scrollY];
  const [caret, fieldTop] = [caretOf(field), field.scrollTop];
  const selection = page.getSelection();
  const ranges = caret ? [] : selectedRanges(selection);
  selection.removeAllRanges();

  return () => {
    field.focus({ preventScroll: true });
    if (caret) {
      field.setSelectionRange(caret.start, caret.end, caret.direction);
    }
    ranges.forEach((range) => selection.addRange(range));
    field.scrollTop = fieldTop;
    page.scrollTo({ left, top, behavior: "instant" });
  };
}
