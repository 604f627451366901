/** Sheets being filled with blocks, one after another. */

import { moveWhatFits } from "./sheetSplit.js";

/** Of a sheet: a block higher than this may be divided, a lower one moves to the next sheet. */
const WORTH_DIVIDING = 0.25;

/** Fills sheets one after another; they stand in `sheets`. */
export class Filling {
  constructor(sheets, template) {
    [this.sheets, this.template] = [sheets, template];
    this.#turn();
  }

  get #empty() {
    return this.body.firstElementChild === null;
  }

  #turn() {
    if (this.sheet) {
      delete this.sheet.dataset.filling;
      this.open.forEach(({ copy }) => copy.setAttribute("data-goes-on", ""));
    }
    this.sheet = this.template.content.firstElementChild.cloneNode(true);
    this.sheet.dataset.filling = "";
    this.body = this.sheet.querySelector(".sheet-body");
    this.open = [];
    this.sheets.append(this.sheet);
  }

  #fits() {
    return this.body.scrollHeight <= this.body.clientHeight;
  }

  /** Opens the shells of *piece* on this sheet, as far as they are not open, and returns the innermost. */
  #shellFor({ shells }) {
    let depth = 0;
    while (depth < shells.length && this.open[depth]?.original === shells[depth]) {
      depth += 1;
    }
    this.open.length = depth;
    for (const original of shells.slice(depth)) {
      const copy = original.cloneNode(false);
      copy.removeAttribute("id");
      (this.open.at(-1)?.copy ?? this.body).append(copy);
      this.open.push({ original, copy });
    }
    return this.open.at(-1)?.copy ?? this.body;
  }

  #put(group) {
    group.forEach((piece) => this.#shellFor(piece).append(piece.node));
  }

  #takeBack(group) {
    group.forEach((piece) => piece.node.remove());
    while (this.open.length > 0 && this.open.at(-1).copy.firstChild === null) {
      this.open.pop().copy.remove();
    }
  }

  /** Puts *group*, headings and the block they belong to, on this sheet or the next ones. */
  place(group) {
    const [heads, last] = [group.slice(0, -1), group.at(-1)];
    this.#put(group);
    if (this.#fits()) {
      return;
    }
    const high = last.node.offsetHeight > this.body.clientHeight * WORTH_DIVIDING;
    this.#takeBack(group);
    if (!this.#empty && !(high && this.#divide(heads, last, false))) {
      this.#turn();
      this.#put(group);
      if (this.#fits()) {
        return;
      }
      this.#takeBack(group);
    } else if (!this.#empty) {
      return;
    }
    this.#divide(heads, last, true);
  }

  /** Puts the headings and as much of the block as fits; the rest goes on. Returns whether anything did. */
  #divide(heads, last, force) {
    this.#put(heads);
    const part = last.node.cloneNode(false);
    this.#shellFor(last).append(part);
    const whole = this.#fits() && moveWhatFits(part, last.node, () => this.#fits(), force);
    if (part.firstChild === null) {
      part.remove();
      if (!force) {
        this.#takeBack(heads);
        return false;
      }
      // Nothing of it fits anywhere: better cut off at the edge than left out.
      this.#shellFor(last).append(last.node);
      return true;
    }
    if (!whole) {
      this.#turn();
      this.place([last]);
    }
    return true;
  }

  finish() {
    delete this.sheet.dataset.filling;
  }
}
