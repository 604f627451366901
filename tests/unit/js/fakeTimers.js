/** Time for tests: it moves when told, timers and wall clock together; the clock alone can jump. */

/** Lets every promise that can go on go on. */
export async function settle() {
  for (let turn = 0; turn < 12; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export class FakeTime {
  constructor(startSeconds = 1_790_000_000) {
    this.wallMs = startSeconds * 1000;
    this.runMs = 0;
    this.timers = new Map();
    this.ids = 0;
    this.setTimeout = (act, ms) => this.#add(act, ms, null);
    this.setInterval = (act, ms) => this.#add(act, ms, ms);
    this.clearTimeout = (id) => this.timers.delete(id);
  }

  now() {
    return this.wallMs / 1000;
  }

  /** Sets the wall clock forward or back; no timer notices. */
  jump(seconds) {
    this.wallMs += seconds * 1000;
  }

  /** Lets time pass, running each timer at its moment. */
  async wind(seconds) {
    const end = this.runMs + seconds * 1000;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#moveTo(next.at);
      if (next.every === null) {
        this.timers.delete(next.id);
      } else {
        next.at += next.every;
      }
      next.act();
      await settle();
    }
    this.#moveTo(end);
  }

  #add(act, ms, every) {
    this.ids += 1;
    this.timers.set(this.ids, { id: this.ids, act, at: this.runMs + ms, every });
    return this.ids;
  }

  #next(end) {
    const due = [...this.timers.values()].filter((timer) => timer.at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  #moveTo(runMs) {
    this.wallMs += runMs - this.runMs;
    this.runMs = runMs;
  }
}
