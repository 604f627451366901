/** Files as a person hands them over: picked, dropped, pasted. */

import { pastedName } from "./fileNames.js";

/**
 * Takes what is dropped on *place*, which is marked while something hovers over it.
 *
 * @param {HTMLElement} place
 * @param {(files: File[]) => void} take
 */
export function takeDrops(place, take) {
  for (const type of ["dragover", "drop"]) {
    place.addEventListener(type, (event) => {
      if (event.dataTransfer.types.includes("Files")) {
        event.preventDefault();
        place.toggleAttribute("data-dropping", type === "dragover");
        if (type === "drop") {
          take([...event.dataTransfer.files]);
        }
      }
    });
  }
  place.addEventListener("dragleave", () => place.removeAttribute("data-dropping"));
}

/** Takes files from the button, from what is dropped on *form* and from what is pasted into it. */
export function takeFiles(form, { add, now }) {
  const input = form.querySelector("[data-attach-files]");
  const addAll = (files) => add(files.map((file) => ({ file, name: file.name })));
  form.querySelector("[data-attach]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    addAll([...input.files]);
    input.value = "";
  });
  takeDrops(form, addAll);
  form.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // What an office program copies is text first, and a picture of that text besides.
    if (files.length > 0 && !types.includes("text/plain")) {
      event.preventDefault();
      add([...files].map((file) => ({ file, name: pastedName(file, now()) })));
    }
  });
}
