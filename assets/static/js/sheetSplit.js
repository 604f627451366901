/** One block divided where a sheet ends: between lines, items, rows or words, never within a row or an image. */

const WHOLE = "tr, img, figure, h3, h4, h5, h6";

/** Moves the longest beginning of *text* that fits into *target*; returns whether that was all of it. */
function moveText(target, text, fits) {
  const words = text.data.match(/[^\n ]*[\n ]*/g).filter((word) => word !== "");
  const moved = target.ownerDocument.createTextNode("");
  target.append(moved);
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    moved.data = words.slice(0, middle).join("");
    [low, high] = fits() ? [middle, high] : [low, middle - 1];
  }
  moved.data = words.slice(0, low).join("");
  text.data = words.slice(low).join("");
  if (moved.data === "") {
    moved.remove();
  }
  return text.data === "";
}

function numberOn(rest, part) {
  if (rest.localName === "ol") {
    rest.start += part.children.length - (rest.firstElementChild?.classList.contains("continued") ? 1 : 0);
  } else if (rest.localName === "li") {
    rest.classList.add("continued");
  }
}

function moveElement(target, element, fits, force) {
  if (element.matches(WHOLE) && !force) {
    return;
  }
  const part = element.cloneNode(false);
  target.append(part);
  moveWhatFits(part, element, fits, force);
  if (part.firstChild === null) {
    part.remove();
  } else {
    numberOn(element, part);
  }
}

/**
 * Moves children of *source* to *target* as long as `fits()` says so, and a part of the first that does not.
 *
 * @param {Element} target
 * @param {Element} source keeps the rest
 * @param {() => boolean} fits
 * @param {boolean} force even what is better left whole is divided
 * @returns {boolean} whether all of it was moved
 */
export function moveWhatFits(target, source, fits, force) {
  while (source.firstChild) {
    const node = source.firstChild;
    target.append(node);
    if (!fits()) {
      node.remove();
      if (node.nodeType === node.TEXT_NODE) {
        if (!moveText(target, node, fits)) {
          source.prepend(node);
          return false;
        }
      } else {
        source.prepend(node);
        moveElement(target, node, fits, force && target.firstChild === null);
        return false;
      }
    }
  }
  return true;
}
