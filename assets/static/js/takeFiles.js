/** Files as a person hands them over: picked, dropped, pasted. */

import { pastedName } from "./fileNames.js";

/** Takes files from the button, from what is dropped on *form* and from what is pasted into it. */
export function takeFiles(form, { add, now }) {
  const input = form.querySelector("[data-attach-files]");
  form.querySelector("[data-attach]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add([...input.files].map((file) => ({ file, name: file.name })));
    input.value = "";
  });
  for (const type of ["dragover", "drop"]) {
    form.addEventListener(type, (event) => {
      if (event.dataTransfer.types.includes("Files")) {
        event.preventDefault();
        form.toggleAttribute("data-dropping", type === "dragover");
        if (type === "drop") {
          add([...event.dataTransfer.files].map((file) => ({ file, name: file.name })));
        }
      }
    });
  }
  form.addEventListener("dragleave", () => form.removeAttribute("data-dropping"));
  form.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // What an office program copies is text first, and a picture of that text besides.
    if (files.length > 0 && !types.includes("text/plain")) {
      event.preventDefault();
      add([...files].map((file) => ({ file, name: pastedName(file, now()) })));
    }
  });
}
