/** The eye beside a password: shows what was typed until it is pressed again. */

/**
 * @param {Document} document listens once for the whole page, so that parts renewed later need nothing
 */
export function offerToShowPasswords(document) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-reveals]");
    if (!button) {
      return;
    }
    const field = document.getElementById(button.dataset.reveals);
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  });
}

if (globalThis.document) {
  offerToShowPasswords(globalThis.document);
}
