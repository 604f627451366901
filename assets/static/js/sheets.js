/** Divides entries among sheets of paper: headings stay with what follows, long blocks go on overleaf. */

import { Filling } from "./sheetFilling.js";

const KEEPS_WITH_NEXT = ".paper-day, .paper-head, .paper-remark, h3, h4, h5, h6";
const PAUSE_MS = 50;

/** Every block of the flow in its order: `shells` are what it stands in, outermost first. */
function piecesOf(flow) {
  const pieces = [];
  function add(node, shells) {
    pieces.push({ node, shells, keeps: node.matches(KEEPS_WITH_NEXT) });
  }
  for (const child of flow.children) {
    if (!child.matches("article")) {
      add(child, []);
      continue;
    }
    for (const block of child.children) {
      if (block.matches(".prose")) {
        [...block.children].forEach((part) => add(part, [child, block]));
      } else {
        add(block, [child]);
      }
    }
  }
  return pieces;
}

/**
 * @param {{flow: Element, sheets: Element, template: HTMLTemplateElement, pause: () => Promise<void>,
 *   now: () => number, tell: (done: number) => void}} parts `pause` lets the page breathe, *tell* hears how many
 *   sheets there are so far
 * @returns {Promise<number>} how many sheets there are; each says so at its foot
 */
export async function layOut({ flow, sheets, template, pause, now, tell }) {
  const filling = new Filling(sheets, template);
  let group = [];
  let since = now();
  for (const piece of piecesOf(flow)) {
    group.push(piece);
    if (!piece.keeps) {
      filling.place(group);
      group = [];
      if (now() - since > PAUSE_MS) {
        tell(sheets.children.length);
        await pause();
        since = now();
      }
    }
  }
  if (group.length > 0) {
    filling.place(group);
  }
  filling.finish();
  const count = sheets.children.length;
  [...sheets.children].forEach((sheet, place) => {
    sheet.querySelector("[data-page]").textContent = `page ${place + 1} of ${count}`;
  });
  return count;
}
