/** The row of fields under a composer's text: folded where it is narrow, with words about a strange time. */

import { oddTime } from "./happenedAt.js";

/**
 * @param {HTMLFormElement} form the composer
 * @param {{now: () => number}} clock milliseconds since the epoch
 * @returns {{problem: () => boolean, open: () => void}} `problem` says whether a field cannot be understood, and
 *   puts the cursor there
 */
export function startFieldRow(form, { now }) {
  const row = form.querySelector("[data-more-fields]");
  const more = row.querySelector("[data-more]");
  const happened = row.querySelector("[data-draft-field=happened]");
  const hint = row.querySelector("[data-happened-hint]");

  function show(open) {
    row.toggleAttribute("data-open", open);
    more.setAttribute("aria-expanded", String(open));
  }

  function look() {
    const typed = happened.validity.badInput ? "half a time" : happened.value;
    const words = oddTime(typed, now());
    hint.textContent = words;
    return words;
  }

  more.addEventListener("click", () => show(!row.hasAttribute("data-open")));
  happened.addEventListener("change", look);
  happened.addEventListener("input", () => {
    if (hint.textContent !== "") {
      look();
    }
  });

  return {
    open: () => show(true),
    problem() {
      if (!look().startsWith("This is no")) {
        return false;
      }
      show(true);
      happened.focus();
      return true;
    },
  };
}
