/** Suggests tags that are in use while somebody types one after the other. */

const MOST = 12;

/**
 * @param {string} typed everything in the field
 * @param {string[]} words in use
 * @returns {string[]} what the whole field could be, its last tag completed
 */
export function completions(typed, words) {
  const cut = Math.max(typed.lastIndexOf(","), typed.lastIndexOf(";")) + 1;
  const [before, last] = [typed.slice(0, cut), typed.slice(cut).trim().toLowerCase()];
  const there = new Set(before.split(/[,;]/).map((tag) => tag.trim().toLowerCase()));
  const fit = words.filter((word) => word.toLowerCase().startsWith(last) && !there.has(word.toLowerCase()));
  return fit.slice(0, MOST).map((word) => `${before}${before === "" ? "" : " "}${word}`);
}

/** @param {HTMLInputElement} input its `data-words` are the tags in use, its list is filled here */
export function startTagWords(input) {
  const words = JSON.parse(input.dataset.words);
  const { ownerDocument: document, list } = input;

  function suggest() {
    const options = completions(input.value, words).map((value) => {
      const option = document.createElement("option");
      option.value = value;
      return option;
    });
    list.replaceChildren(...options);
  }

  input.addEventListener("focus", suggest);
  input.addEventListener("input", suggest);
}
