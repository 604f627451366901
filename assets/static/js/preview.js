/** Shows a text as its entry will look, rendered by the server itself, while one goes on writing. */

import { ask, inWords } from "./answer.js";

const PAUSE_MS = 300;
/** What comes sooner needs no skeleton. */
const SLOW_MS = 150;

/**
 * @param {HTMLElement} root has the button, the place, and the textarea
 * @param {{secureFetch: typeof fetch, timers: {setTimeout: Function, clearTimeout: Function}, document: Document}} page
 */
export function startPreview(root, { secureFetch, timers, document }) {
  const [button, pane, place, failure, area] = [
    "[data-preview-button]", "[data-preview]", "[data-preview-place]", "[data-preview-failure]", "textarea",
  ].map((selector) => root.querySelector(selector));
  /** The text that is shown, or asked for. */
  let shown = null;
  let pause = null;

  function fill(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren(...[...parsed.body.childNodes].map((node) => document.adoptNode(node)));
  }

  async function render() {
    const text = area.value;
    if (text === shown) {
      return;
    }
    shown = text;
    const slow = timers.setTimeout(() => pane.toggleAttribute("data-slow", true), SLOW_MS);
    try {
      const { html } = await ask(secureFetch, "POST", "/api/preview", { text });
      if (shown === text) {
        fill(html || "<p class=quiet>Nothing is written yet.</p>");
        failure.textContent = "";
      }
    } catch (error) {
      if (shown === text) {
        shown = null;
        failure.textContent = `No preview. ${inWords(error) ?? ""} Your text is still here.`;
      }
    } finally {
      timers.clearTimeout(slow);
      if (shown === text || shown === null) {
        pane.removeAttribute("data-slow");
      }
    }
  }

  /** The cursor stays where it is. */
  function toggle() {
    pane.hidden = !pane.hidden;
    button.setAttribute("aria-pressed", String(!pane.hidden));
    if (!pane.hidden) {
      render();
    }
  }

  function later() {
    timers.clearTimeout(pause);
    pause = timers.setTimeout(() => {
      if (!pane.hidden) {
        render();
      }
    }, PAUSE_MS);
  }

  // A press of the mouse would take the cursor out of the text.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", toggle);
  area.addEventListener("input", later);
  root.addEventListener("keydown", (event) => {
    if (event.code === "KeyP" && (event.ctrlKey || event.metaKey) && event.shiftKey && !event.isComposing) {
      event.preventDefault();
      toggle();
    }
  });
  /** The text was changed by something else than a key. */
  return { look: later };
}
