/** One line for each file of a draft: its name, how it stands, and what can be done with it. */

import { sizeInWords } from "./fileNames.js";

/**
 * @param {HTMLElement} part the composer's `[data-attaching]`
 * @param {{retry: (item: object) => void, remove: (item: object) => void}} acts
 * @returns {{show: (items: object[]) => void, say: (words: string) => void}}
 */
export function createAttachRows(part, { retry, remove }) {
  const list = part.querySelector("[data-attached]");
  const news = part.querySelector("[data-attaching-news]");
  const row = part.querySelector("[data-attached-row]").content.firstElementChild;
  /** The line of each item, so that a button keeps its focus while others change. */
  const lines = new Map();

  function lineOf(item) {
    if (!lines.has(item)) {
      const line = row.cloneNode(true);
      line.querySelector("[data-attached-name]").textContent = item.name;
      const [again, away] = [line.querySelector("[data-attached-retry]"), line.querySelector("[data-attached-remove]")];
      again.setAttribute("aria-label", `Attach ${item.name} again`);
      away.setAttribute("aria-label", `Remove ${item.name}`);
      again.addEventListener("click", () => retry(item));
      away.addEventListener("click", () => remove(item));
      lines.set(item, line);
    }
    return lines.get(item);
  }

  const words = {
    sending: (item) => `${sizeInWords(item.size)}, attaching…`,
    kept: (item) => sizeInWords(item.size),
    failed: (item) => item.why,
  };

  return {
    show(items) {
      for (const item of lines.keys()) {
        if (!items.includes(item)) {
          lines.delete(item);
        }
      }
      for (const item of items) {
        const line = lineOf(item);
        line.dataset.state = item.state;
        line.querySelector("[data-attached-state]").textContent = words[item.state](item);
        line.querySelector("progress").hidden = item.state !== "sending";
        line.querySelector("[data-attached-retry]").hidden = item.state !== "failed";
        line.querySelector("[data-attached-remove]").hidden = item.state === "sending";
      }
      list.replaceChildren(...items.map(lineOf));
    },
    say(sentence) {
      news.textContent = sentence;
    },
  };
}
