/**
 * Sign-in by tiles: type a few letters, Enter, the password, Enter. The page works without this: the
 * tiles are radio buttons in a form, and this script only brings the password to the tile.
 */

import { whileBusy } from "./forms.js";
import { fit } from "./names.js";
import { createPasswordRow, createTiles } from "./signInTiles.js";
import { tileAfter } from "./tileMoves.js";

const ARROWS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]);
const HOW = "Type a few letters, then Enter.";

function foundWords(count, current) {
  if (count === 0) {
    return "Nobody here by that name. Clear it to see everybody.";
  }
  return count === 1 ? `${current}: press Enter.` : `${count} people. Enter takes ${current}.`;
}

function startFinder(form, tiles, password) {
  const finder = form.querySelector("[data-finder] input");
  const found = form.querySelector("[data-found]");

  function filter() {
    const fits = tiles.all.map((tile) => ({ tile, fit: fit(tile.name, finder.value) }));
    fits.forEach(({ tile, fit: quality }) => { tile.element.hidden = quality === 0; });
    const best = fits.find((one) => one.fit === 2) ?? fits.find((one) => one.fit === 1);
    if (best && finder.value.trim()) {
      best.tile.radio.checked = true;
    }
    tiles.gather();
    const current = tiles.current()?.name;
    found.textContent = finder.value.trim() ? foundWords(tiles.inView().length, current) : HOW;
  }

  finder.addEventListener("input", () => {
    password.close();
    filter();
  });
  return finder;
}

function startKeys(form, tiles, password, finder) {
  function goTo(tile) {
    if (tile) {
      tile.radio.checked = true;
    }
    (tile?.radio ?? finder)?.focus();
  }

  function move(from, key) {
    const inView = tiles.inView();
    const boxes = inView.map(({ element }) => element.getBoundingClientRect());
    goTo(inView[tileAfter(boxes, inView.indexOf(from), key)]);
  }

  function onFinder(event) {
    const current = tiles.current() ?? tiles.inView()[0];
    if (event.key === "Enter" && current) {
      password.open(current);
    } else if (event.key === "ArrowDown") {
      goTo(current);
    }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
    }
  }

  function onTile(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      password.open(tiles.of(event.target));
    } else if (ARROWS.has(event.key)) {
      event.preventDefault();
      move(tiles.of(event.target), event.key);
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      finder?.focus();
    }
  }

  form.addEventListener("keydown", (event) => {
    if (event.target === finder) {
      onFinder(event);
    } else if (event.target.type === "radio") {
      onTile(event);
    } else if (event.key === "Escape") {
      const tile = tiles.of(event.target);
      password.close();
      (finder ?? tile?.radio)?.focus();
    }
  });
}

function startSending(form, page) {
  const button = form.querySelector("[type=submit]");
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
    }
    // Busy until the answer comes as a page, or this page is shown again from the history.
    whileBusy(button, () => new Promise((resolve) => {
      page.addEventListener("pageshow", resolve, { once: true });
    }));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {Window} page
 */
export function startSignIn(form, page) {
  const tiles = createTiles(form);
  const password = createPasswordRow(form, tiles);
  const finder = form.querySelector("[data-finder]") ? startFinder(form, tiles, password) : null;
  startKeys(form, tiles, password, finder);
  startSending(form, page);
  form.addEventListener("click", ({ target }) => {
    if (target.type === "radio") {
      password.open(tiles.of(target));
    }
  });
  const current = tiles.current();
  if (current && (tiles.all.length === 1 || "open" in form.dataset)) {
    password.open(current);
  } else {
    finder?.focus();
  }
}

const form = globalThis.document?.querySelector("[data-sign-in]");
if (form) {
  startSignIn(form, globalThis);
}
