/** What can be seen of a page beside everything that lies on it, and how a match gets there. */

import { liveRange } from "./findMarks.js";

const MARGIN_PIXELS = 8;

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** A heading that sticks to the top does not move; where it belongs is the beginning of its part. */
function boxOf(range) {
  const heading = range.startContainer.parentElement.closest(".day");
  const box = range.getBoundingClientRect();
  const top = heading ? heading.parentElement.getBoundingClientRect().top : box.top;
  return { top, bottom: top + box.height };
}

/** Tables scroll by themselves, sideways. */
function scrollInside(range) {
  const element = range.startContainer.parentElement;
  const frame = element.closest("table")?.getBoundingClientRect();
  const box = range.getBoundingClientRect();
  if (frame && (box.left < frame.left || box.right > frame.right)) {
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
}

/**
 * @param {Window} page
 * @param {HTMLElement} bar the find bar, which steps aside rather than cover a match
 * @returns {{reveal: (place: StaticRangeInit) => void, isPast: (place: StaticRangeInit) => boolean}}
 */
export function createFindView(page, bar) {
  const { document } = page;

  function clearTop() {
    const sticky = Number.parseFloat(page.getComputedStyle(document.documentElement).scrollPaddingTop);
    return Math.max(sticky || 0, bar.getBoundingClientRect().bottom + MARGIN_PIXELS);
  }

  function clearBottom() {
    const below = [...document.querySelectorAll(".banner, .notices")].map((one) => one.getBoundingClientRect());
    return Math.min(page.innerHeight, ...below.filter(({ height }) => height > 0).map(({ top }) => top)) - MARGIN_PIXELS;
  }

  function reveal(place) {
    const range = liveRange(document, place);
    delete bar.dataset.aside;
    scrollInside(range);
    const [top, bottom] = [clearTop(), clearBottom()];
    const box = boxOf(range);
    if (box.top < top || box.bottom > bottom) {
      const down = (box.top + box.bottom) / 2 - (top + bottom) / 2;
      page.scrollBy({ top: down, behavior: "instant" });
    }
    // At the very top of a page there is no room to scroll.
    bar.toggleAttribute("data-aside", overlap(range.getBoundingClientRect(), bar.getBoundingClientRect()));
  }

  return {
    reveal,
    isPast: (place) => liveRange(document, place).getBoundingClientRect().bottom < clearTop(),
  };
}
