/** Printing, from a window that may not be able to. */

const CANNOT =
  "This window cannot print. Run shiftbook --headless in a terminal, open the address it prints in your browser, "
  + "and print there. Nothing is lost.";

/**
 * @param {{print?: () => void}} page
 * @param {{bad: (words: string) => void}} notices say how to print elsewhere
 */
export function printPage(page, notices) {
  try {
    page.print();
  } catch {
    notices.bad(CANNOT);
  }
}
