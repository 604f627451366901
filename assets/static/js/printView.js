/** The page Print: lays its entries out on sheets, A4 or Letter, and prints them. */

import { counted } from "./counted.js";
import { printPage } from "./printing.js";
import { layOut } from "./sheets.js";

const LETTER_COUNTRIES = /-(?:US|CA|MX|PH|CL|CO)$/i;

/** The engine of the program's window on Linux and macOS; Chromium has neither. */
function isWebKit({ CSS }) {
  return CSS.supports("hanging-punctuation", "first");
}

/**
 * @param {Window} page
 */
export function startPrintView(page) {
  const { document, navigator } = page;
  const [flow, sheets, template, paper, button, state, failure] = [
    "print-flow", "sheets", "sheet", "paper", "print-button", "sheets-state", "print-failure",
  ].map((name) => document.querySelector(`[data-${name}]`));
  const original = flow.cloneNode(true);
  let round = 0;
  sheets.dataset.margins = isWebKit(page) ? "dialog" : "page";

  async function lay() {
    round += 1;
    const mine = round;
    button.disabled = true;
    state.textContent = "Laying out the sheets…";
    sheets.replaceChildren();
    sheets.dataset.paper = paper.value;
    flow.replaceChildren(...original.cloneNode(true).childNodes);
    const pause = () => new Promise((resolve, reject) => {
      page.setTimeout(() => (mine === round ? resolve() : reject(new Error("begun anew"))));
    });
    try {
      await document.fonts.ready;
      await Promise.allSettled([...flow.querySelectorAll("img")].map((image) => image.decode()));
      if (mine !== round) {
        return;
      }
      const tell = (done) => {
        state.textContent = `Laying out the sheets… ${counted(done, "sheet")} so far.`;
      };
      const count = await layOut({ flow, sheets, template, pause, now: () => page.performance.now(), tell });
      state.textContent = `${counted(count, "sheet")}. Ctrl+P prints them, or keeps them as a PDF.`;
      button.disabled = false;
    } catch (error) {
      if (mine === round) {
        throw error;
      }
    }
  }

  paper.value = LETTER_COUNTRIES.test(navigator.language) ? "letter" : "a4";
  paper.addEventListener("change", lay);
  button.addEventListener("click", () => printPage(page, { bad: (words) => {
    failure.textContent = words;
  } }));
  return lay();
}

if (globalThis.document?.querySelector("[data-print-flow]")) {
  startPrintView(globalThis);
}
