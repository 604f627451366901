/** The page Import: a file is looked at as soon as it is there, and kept when the person says so. */

import { inWords, RefusedError, upload } from "./answer.js";
import { countedEntries, grouped } from "./counted.js";
import { say, whileBusy } from "./forms.js";
import { showFindings } from "./importFindings.js";
import { withProgress } from "./jobProgress.js";
import { secureFetch } from "./secureFetch.js";
import { takeDrops } from "./takeFiles.js";

const KEPT_NOTHING = "Nothing was kept.";

/**
 * @param {{section: HTMLElement, found: HTMLElement}} places where a file is chosen, and what was found in it
 * @param {{secureFetch: typeof fetch, timers: object, crypto: Crypto}} parts
 */
export function startImport({ section, found }, parts) {
  const input = section.querySelector("[data-import-file]");
  const choose = section.querySelector("[data-import-choose]");
  const go = found.querySelector("[data-import-go]");
  const [reading, importing] = ["reading", "importing"].map((id) => section.querySelector(`[data-job-progress="${id}"]`));
  let chosen = null;

  async function send(address, query) {
    await refuseVanished(chosen);
    const fields = new URLSearchParams({ name: chosen.name, ...query });
    return upload(parts.secureFetch, `${address}?${fields}`, chosen);
  }

  function refuse(error) {
    const words = inWords(error);
    say(section, { bad: words ? `${words} ${KEPT_NOTHING}` : "" });
  }

  async function look(file) {
    chosen = file;
    found.hidden = true;
    say(section, {});
    try {
      showFindings(found, await withProgress(reading, parts, (job) => send("/api/import/examine", { job })));
    } catch (error) {
      refuse(error);
    }
  }

  async function keep() {
    say(section, {});
    try {
      const kept = await withProgress(importing, parts, (job) => send("/api/import", { job, skip_malformed: "1" }));
      found.hidden = true;
      say(section, { good: `${countedEntries(kept.entries)} imported, from number ${grouped(kept.first)} on.` });
      showWay(section, kept.first);
    } catch (error) {
      refuse(error);
    }
  }

  function take([file]) {
    if (file) {
      whileBusy(choose, () => look(file));
    }
  }

  choose.disabled = false;
  choose.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    take(files);
  });
  takeDrops(section, take);
  go.addEventListener("click", () => whileBusy(go, keep));
  found.querySelector("[data-import-forget]").addEventListener("click", () => {
    found.hidden = true;
    say(section, { good: KEPT_NOTHING });
    choose.focus();
  });
}

/** WebKit waits a long while for a file that has been taken away. */
async function refuseVanished(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new RefusedError({ detail: `“${file.name}” cannot be read any more. Choose it again.` });
  }
}

function showWay(section, number) {
  const link = section.ownerDocument.createElement("a");
  link.href = `/entries/${number}`;
  link.textContent = "Open the first one";
  section.querySelector("[data-success]").append(" ", link);
  link.focus();
}

const section = globalThis.document?.querySelector("[data-import]");
if (section) {
  const found = globalThis.document.querySelector("[data-import-found]");
  startImport({ section, found }, { secureFetch, timers: globalThis, crypto: globalThis.crypto });
}
