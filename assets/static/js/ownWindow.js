/** What a page does besides in Shiftbook's own window: find, print, and what the program tells. */

import { createFindBar } from "./findBar.js";
import { createNotices } from "./notices.js";
import { printPage } from "./printing.js";
import { tellShellNews } from "./shellNews.js";
import { isOwnWindow, watchWindowKeys } from "./windowKeys.js";

/**
 * @param {Window} page nothing happens in a browser
 */
export function startOwnWindow(page) {
  if (!isOwnWindow(page.navigator)) {
    return;
  }
  const { document } = page;
  const notices = createNotices(document, page);
  tellShellNews(page, notices);
  const bar = createFindBar(page, document.querySelector("[data-find]"));
  watchWindowKeys(page, { find: bar.open, next: bar.next, previous: bar.previous, print: () => printPage(page, notices) });
}
