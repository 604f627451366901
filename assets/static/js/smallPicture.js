/**
 * The pictures of entries, drawn small. An engine keeps what it has shown whole: 48 MB for a photo of 12 megapixels,
 * and a page of fifty takes a gigabyte of the window's memory.
 */

import { secureFetch } from "./secureFetch.js";

const NAME = "small-picture";
/** Twice what it is shown at, for fine screens. */
const HEIGHT = 320;
/** How far outside the window they are made ready. */
const AHEAD = "200px";

/**
 * Draws the picture at the element's `data-address` into it. Where it cannot be had, nothing is drawn and its name
 * stands there; what cannot be made small is shown whole.
 *
 * @param {HTMLElement} place
 * @param {{secureFetch: typeof fetch, createImageBitmap: typeof createImageBitmap, document: Document}} parts
 */
export async function drawSmall(place, { secureFetch, createImageBitmap, document }) {
  const { address } = place.dataset;
  const answer = await secureFetch(address).catch(() => null);
  if (!answer?.ok) {
    return;
  }
  try {
    const small = await createImageBitmap(await answer.blob(), { resizeHeight: HEIGHT, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [small.width, small.height];
    canvas.getContext("2d").drawImage(small, 0, 0);
    small.close();
    place.replaceChildren(canvas);
  } catch {
    const whole = document.createElement("img");
    [whole.src, whole.alt] = [address, ""];
    place.replaceChildren(whole);
  }
}

/**
 * Lets every `<small-picture>` of the page, now and later, be drawn when it comes near: one after the other, for each
 * is whole for a moment.
 *
 * @param {Window} page
 * @param {object} [parts] as for `drawSmall`
 */
export function startPictures(
  page,
  parts = { secureFetch, createImageBitmap: page.createImageBitmap?.bind(page), document: page.document },
) {
  if (page.customElements.get(NAME)) {
    return;
  }
  let turn = Promise.resolve();
  const watch = new page.IntersectionObserver(
    (seen) => {
      for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting)) {
        watch.unobserve(target);
        turn = turn.then(() => (target.isConnected ? drawSmall(target, parts) : null));
      }
    },
    { rootMargin: AHEAD },
  );

  class SmallPicture extends page.HTMLElement {
    connectedCallback() {
      if (this.childElementCount === 0) {
        watch.observe(this);
      }
    }

    disconnectedCallback() {
      watch.unobserve(this);
    }
  }
  page.customElements.define(NAME, SmallPicture);
}
