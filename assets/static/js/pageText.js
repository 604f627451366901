/** The text somebody can see on a page: searched as it reads, with the place of each piece. */

/** Stands between blocks, so that nothing is found across two paragraphs. No page can hold it. */
const BREAK = "\u0000";
const UNSEEN = "script, style, template, textarea, select, .visually-hidden";
const INLINE = /^(?:inline|contents|ruby)/;
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g;

/**
 * @param {string} query
 * @returns {RegExp|null} finds it whatever its capitals, spaces or way of writing an accent; null for a blank query
 */
export function patternOf(query) {
  const words = query.trim();
  if (!words) {
    return null;
  }
  const spellings = new Set([words.normalize("NFC"), words.normalize("NFD")]);
  const source = [...spellings].map((one) => one.replace(SYNTAX, "\\$&").replace(/\s+/g, "\\s+"));
  return new RegExp(source.join("|"), "giu");
}

function isSeen(element, display) {
  if (element.matches(UNSEEN) || display === "none") {
    return false;
  }
  // Without a box of its own; what is in it may have one.
  if (display === "contents") {
    return true;
  }
  // Safari before 17.4 has no checkVisibility.
  return element.checkVisibility?.({ checkVisibilityCSS: true }) ?? element.getClientRects().length > 0;
}

/**
 * Collects pieces of text, and what stands between them: the end of a line reads like a space.
 *
 * @returns {{add: (node: Text) => void, endBlock: () => void, endLine: () => void, text: () => PageText}}
 */
export function createCollection() {
  const [nodes, starts, parts] = [[], [], []];
  let length = 0;
  const append = (part) => {
    parts.push(part);
    length += part.length;
  };
  return {
    add(node) {
      nodes.push(node);
      starts.push(length);
      append(node.data);
    },
    endBlock: () => append(BREAK),
    endLine: () => append("\n"),
    text: () => new PageText(parts.join(""), nodes, starts),
  };
}

/** Text as it was when it was read. Places in it count from its beginning, in UTF-16 units. */
export class PageText {
  #text;
  #nodes;
  #starts;

  constructor(text, nodes, starts) {
    this.#text = text;
    this.#nodes = nodes;
    this.#starts = starts;
  }

  /**
   * @param {string} query
   * @returns {Array<{start: number, end: number}>} in reading order
   */
  find(query) {
    const pattern = patternOf(query);
    const found = pattern ? [...this.#text.matchAll(pattern)] : [];
    return found.map(({ index, 0: words }) => ({ start: index, end: index + words.length }));
  }

  /**
   * @param {{start: number, end: number}} match
   * @returns {StaticRangeInit} where it stands in the document
   */
  placeOf({ start, end }) {
    const [startContainer, startOffset] = this.#locate(start);
    const [endContainer, last] = this.#locate(end - 1);
    return { startContainer, startOffset, endContainer, endOffset: last + 1 };
  }

  #locate(position) {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#starts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return [this.#nodes[low], position - this.#starts[low]];
  }
}

/**
 * Reads what can be seen in *root*: what is written in fields is not part of the page's text.
 *
 * @param {Element} root
 * @param {Window} view
 * @returns {PageText}
 */
export function readText(root, view) {
  const collection = createCollection();
  const visitElement = (element) => {
    const { display } = view.getComputedStyle(element);
    const isBlock = !INLINE.test(display);
    if (isBlock) {
      collection.endBlock();
    }
    if (isSeen(element, display)) {
      element.childNodes.forEach(visit);
    }
    if (isBlock) {
      collection.endBlock();
    }
  };
  const visit = (node) => {
    if (node.nodeType === node.TEXT_NODE) {
      collection.add(node);
    } else if (node.nodeName === "BR") {
      collection.endLine();
    } else if (node.nodeType === node.ELEMENT_NODE) {
      visitElement(node);
    }
  };
  visit(root);
  return collection.text();
}
