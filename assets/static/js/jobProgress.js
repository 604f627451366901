/** How far long work on the server has come, shown while the page waits for it (components/progress.html). */

import { ask } from "./answer.js";
import { grouped } from "./counted.js";

const FIRST_MS = 150;
const EVERY_MS = 500;

/**
 * @param {{getRandomValues: Function}} crypto
 * @returns {string} an id for work: 32 hexadecimal digits that nobody can guess
 */
export function newJob(crypto) {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fill(place, { done, total }) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-progress-words]");
  if (total > 0) {
    bar.max = total;
    bar.value = Math.min(done, total);
    words.textContent = `${grouped(done)} of ${grouped(total)} ${place.dataset.noun}`;
  } else {
    bar.removeAttribute("value");
    words.textContent = place.dataset.beginning;
  }
}

/**
 * Shows in *place* how far *work* is, from 150 ms after it has begun until it ends.
 *
 * @param {HTMLElement} place the template part `job_progress`
 * @param {{secureFetch: typeof fetch, timers: {setTimeout: Function, clearTimeout: Function},
 *   crypto: {getRandomValues: Function}}} parts
 * @param {(job: string) => Promise<T>} work begins the work, with `?job=` in its address
 * @returns {Promise<T>} what *work* resolves with
 * @template T
 */
export async function withProgress(place, { secureFetch, timers, crypto }, work) {
  const job = newJob(crypto);
  let over = false;
  let timer = null;

  async function look() {
    place.hidden = false;
    try {
      const step = await ask(secureFetch, "GET", `/api/progress/${job}`);
      if (!over) {
        fill(place, step);
      }
    } catch {
      // Not knowing how far it is stops no work; the work itself says what is wrong.
    }
    if (!over) {
      timer = timers.setTimeout(look, EVERY_MS);
    }
  }

  fill(place, { done: 0, total: 0 });
  timer = timers.setTimeout(look, FIRST_MS);
  try {
    return await work(job);
  } finally {
    over = true;
    timers.clearTimeout(timer);
    place.hidden = true;
  }
}
