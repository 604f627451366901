/**
 * What the last page of this tab sent while it was going. The page that follows may have been made before that
 * arrived; the mark tells it to look again. It holds no words.
 */

const KEY = "shiftbook-draft-left";
const LOOK_AFTER_MS = [0, 300, 1000];

/**
 * @param {{storage: Storage, timers: {setTimeout: Function}, person: string}} parts
 */
export function createDraftMark({ storage, timers, person }) {
  function read() {
    try {
      const mark = JSON.parse(storage.getItem(KEY));
      storage.removeItem(KEY);
      return mark?.person === person ? mark : null;
    } catch {
      return null;
    }
  }

  return {
    leave(id) {
      try {
        storage.setItem(KEY, JSON.stringify({ id, person }));
      } catch {
        // A browser that keeps nothing: what was sent arrives all the same.
      }
    },
    /** Calls *hear* with the draft's id, a few times, if the page before this one left a mark. */
    follow(hear) {
      const mark = read();
      if (mark !== null) {
        LOOK_AFTER_MS.forEach((ms) => timers.setTimeout(() => hear(mark.id), ms));
      }
    },
  };
}
