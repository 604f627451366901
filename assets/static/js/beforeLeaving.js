/** What must be kept before a page goes: whoever holds words that are not saved yet says how they are. */

const LIMIT_MS = 5000;

/**
 * @param {{setTimeout: Function, clearTimeout: Function}} timers
 * @returns {{add: (save: () => Promise<boolean>) => void, flush: () => Promise<boolean>}} each `save` resolves
 *   with whether all its words are saved; `flush` asks them all at once, waits five seconds at most, and
 *   resolves with whether nothing is left unsaved
 */
export function createBeforeLeaving(timers) {
  const all = [];

  async function saved(save) {
    let timer;
    const late = new Promise((resolve) => {
      timer = timers.setTimeout(() => resolve(false), LIMIT_MS);
    });
    try {
      return await Promise.race([save(), late]);
    } catch {
      return false;
    } finally {
      timers.clearTimeout(timer);
    }
  }

  return {
    add: (save) => all.push(save),
    flush: async () => (await Promise.all(all.map(saved))).every(Boolean),
  };
}
