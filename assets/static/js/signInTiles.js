/** The tiles of the sign-in page, and the password's row that goes from one to another. */

/** Fewer tiles than this stand in the middle. */
const FEW = 4;

/**
 * The tiles of the page: which are in view, and which one is meant.
 *
 * @param {HTMLFormElement} form
 * @returns {{all: object[], inView: () => object[], gather: () => void, current: () => object|undefined,
 *   of: (node: Node) => object|undefined}}
 */
export function createTiles(form) {
  const all = [...form.querySelectorAll("[data-tile]")].map((element) => {
    const radio = element.querySelector("[type=radio]");
    return { element, radio, name: radio.value, colour: element.className.match(/colour-\d+/)[0] };
  });
  const inView = () => all.filter(({ element }) => !element.hidden);
  return {
    all,
    inView,
    gather: () => form.querySelector(".tiles").classList.toggle("few", inView().length < FEW),
    current: () => inView().find(({ radio }) => radio.checked),
    of: (node) => all.find(({ element }) => element.contains(node)),
  };
}

/**
 * The password's row: in the open tile, or out of sight. The window wears the open tile's colour.
 *
 * @param {HTMLFormElement} form
 * @param {ReturnType<typeof createTiles>} tiles
 * @returns {{open: (tile: object) => void, close: () => void}}
 */
export function createPasswordRow(form, tiles) {
  const { body } = form.ownerDocument;
  const row = form.querySelector("[data-password]");
  const field = row.querySelector("input");
  const unworn = body.className;

  function wear(tile) {
    for (const { element } of tiles.all) {
      element.classList.toggle("open", element === tile?.element);
    }
    body.className = tile?.colour ?? unworn;
    (tile?.element ?? form).append(row);
  }

  function forget() {
    field.value = "";
    field.removeAttribute("aria-invalid");
    row.querySelector("[data-error-for]").textContent = "";
  }

  function open(tile) {
    const openBefore = tiles.of(row);
    if (openBefore && openBefore !== tile) {
      forget();
    }
    tile.radio.checked = true;
    wear(tile);
    field.focus();
  }

  function close() {
    forget();
    wear(null);
  }

  return { open, close };
}
