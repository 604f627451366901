/** Where an arrow key leads in a grid of tiles, by where they stand on the screen. */

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

function nearest(boxes, from, isBeyond) {
  const beyond = boxes.filter((box) => isBeyond(box.top - from.top));
  const distance = (box) => Math.abs(box.top - from.top) * 1000 + Math.abs(box.left - from.left);
  return beyond.toSorted((one, other) => distance(one) - distance(other))[0];
}

/**
 * @param {{left: number, top: number}[]} boxes of the tiles in view, in reading order
 * @param {number} index of the tile one is on
 * @param {string} key of the keyboard event
 * @returns {number} the index to go to; *index* at the end of a row's run, -1 above the first row
 */
export function tileAfter(boxes, index, key) {
  if (key in STEPS) {
    return Math.min(Math.max(index + STEPS[key], 0), boxes.length - 1);
  }
  const from = boxes[index];
  const target = nearest(boxes, from, key === "ArrowUp" ? (gap) => gap < 0 : (gap) => gap > 0);
  if (target) {
    return boxes.indexOf(target);
  }
  return key === "ArrowUp" ? -1 : index;
}
