/** What the cover says, for each reason it is shown. */

/** By mode: title of the window, sentence, what the button does, and whether the words may be left behind. */
export const MODES = {
  locked: { title: "Locked", act: "Unlock", busy: "Unlocking…", leave: false },
  switch: {
    title: "Locked",
    sentence: "Your last words are not saved yet. They are still here; switching waits for them.",
    act: "Unlock",
    busy: "Unlocking…",
    leave: true,
  },
  over: {
    title: "Signed out",
    sentence: "Your session has ended, and your last words could not be saved yet. They are still here.",
    act: "Sign in",
    busy: "Signing in…",
    leave: true,
  },
  another: {
    title: "Signed out",
    sentence: "Somebody else has signed in, and your last words could not be saved yet. They are still here.",
    act: "Sign in",
    busy: "Signing in…",
    leave: true,
  },
  leaving: { title: "Locked", sentence: "One moment…", act: null, leave: false },
};

/**
 * @param {Date} at
 * @returns {string}
 */
export function lockedSince(at) {
  const [hours, minutes] = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0"));
  return `Locked since ${hours}:${minutes}.`;
}

/**
 * @param {{unsaved: boolean, state: string|undefined}} draft whether words wait to be saved, and what the
 *   composer says of its draft
 * @returns {string} only what is true; nothing where there is nothing
 */
export function draftWords({ unsaved, state }) {
  if (unsaved) {
    return state === "failed"
      ? "Your last words could not be saved yet. They are still here; trying again."
      : "Your last words are being saved…";
  }
  return state === "saved" ? "Your draft is saved." : "";
}
