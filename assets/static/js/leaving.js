/** Nobody leaves a page with unsaved words unnoticed: links and forms wait, and what is left is sent while it goes. */

function ownLink(event, { location }) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || link.hasAttribute("download") || (link.target && link.target !== "_self")) {
    return null;
  }
  const address = new URL(link.href, location.href);
  const here = new URL(location.href);
  const isWithin = address.hash !== "" && address.pathname + address.search === here.pathname + here.search;
  return isWithin ? null : address;
}

/**
 * @param {Window} page
 * @param {{keeper: object, left: () => void}} parts `left` is called when something is on its way as the page goes
 */
export function watchLeaving(page, { keeper, left }) {
  const { document } = page;
  /** The form that goes on now that its words are saved, or could not be. */
  let going = null;

  function part() {
    if (keeper.part()) {
      left();
    }
  }

  async function follow(event) {
    const address = keeper.isClean() ? null : ownLink(event, page);
    if (address !== null) {
      event.preventDefault();
      await keeper.flush();
      page.location.assign(address.href);
    }
  }

  async function submit(event) {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || keeper.isClean() || form === going) {
      return;
    }
    event.preventDefault();
    await keeper.flush();
    going = form;
    form.requestSubmit(submitter);
    going = null;
  }

  // On the window, so that whoever takes a click or a form for itself has done so.
  page.addEventListener("click", follow);
  page.addEventListener("submit", submit);
  page.addEventListener("beforeunload", (event) => {
    part();
    if (keeper.isAtRisk) {
      event.preventDefault();
    }
  });
  page.addEventListener("pagehide", part);
  page.addEventListener("shiftbook:closing", () => keeper.flush());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keeper.part();
    }
  });
  for (const kind of ["focus", "blur", "online"]) {
    page.addEventListener(kind, keeper.saveNow);
  }
}
