/** Shows what was found without touching the page: highlights, or a frame where the engine has none. */

const ALL = "found";
const CURRENT = "found-here";

function highlightMarks({ Highlight, StaticRange, CSS: { highlights } }) {
  function paint(name, places) {
    const highlight = new Highlight();
    places.forEach((place) => highlight.add(new StaticRange(place)));
    // Where both lie, the current match is on top.
    highlight.priority = name === CURRENT ? 1 : 0;
    highlights.set(name, highlight);
  }

  return {
    showAll: (places) => paint(ALL, places),
    showCurrent: (place) => paint(CURRENT, place ? [place] : []),
    clear() {
      highlights.delete(ALL);
      highlights.delete(CURRENT);
    },
  };
}

/** One box round each line of the current match. */
function frameMarks(page) {
  const { document } = page;
  let [boxes, range] = [[], null];

  function clear() {
    boxes.forEach((box) => box.remove());
    [boxes, range] = [[], null];
  }

  function frame({ left, top, width, height }) {
    const box = document.createElement("div");
    box.className = "found-frame";
    const place = { left: left + page.scrollX, top: top + page.scrollY, width, height };
    Object.entries(place).forEach(([side, pixels]) => { box.style[side] = `${pixels}px`; });
    document.body.append(box);
    return box;
  }

  function showCurrent(place) {
    clear();
    if (place) {
      range = liveRange(document, place);
      boxes = [...range.getClientRects()].map(frame);
    }
  }

  page.addEventListener("resize", () => showCurrent(range));
  return { showAll: () => {}, showCurrent, clear };
}

/**
 * @param {Document} document
 * @param {StaticRangeInit} place
 * @returns {Range} can be measured and selected
 */
export function liveRange(document, place) {
  const range = document.createRange();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  return range;
}

/**
 * @param {Window} page
 * @returns {{showAll: (places: StaticRangeInit[]) => void, showCurrent: (place: StaticRangeInit|null) => void,
 *   clear: () => void}} each replaces what it has shown before
 */
export function createMarks(page) {
  return page.Highlight && page.CSS?.highlights ? highlightMarks(page) : frameMarks(page);
}
