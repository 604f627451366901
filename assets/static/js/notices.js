/** Short messages above the foot of the window: what went well, what did not, and what is worth a glance. */

const GLANCE_MS = 1500;

/**
 * @param {Document} document
 * @param {{setTimeout: Function, clearTimeout: Function}} timers
 * @returns {{good: Function, bad: Function, glance: (words: string) => void}} the first two take words and
 *   elements, and stay until they are dismissed
 */
export function createNotices(document, timers) {
  const [good, bad, glance] = ["good", "bad", "glance"].map((kind) => document.querySelector(`[data-notice=${kind}]`));
  let timer = null;

  function say(notice, parts) {
    const place = notice.querySelector("p");
    // The same words again are told again.
    place.replaceChildren();
    place.replaceChildren(...parts);
  }

  for (const notice of [good, bad]) {
    const dismiss = () => say(notice, []);
    notice.querySelector("button").addEventListener("click", dismiss);
  }

  return {
    good: (...parts) => say(good, parts),
    bad: (...parts) => say(bad, parts),
    glance(words) {
      timers.clearTimeout(timer);
      say(glance, [words]);
      glance.dataset.shown = "";
      timer = timers.setTimeout(() => delete glance.dataset.shown, GLANCE_MS);
    },
  };
}
