/** `fetch` with a time limit, for the calls we make ourselves: a refresh that hangs must not hang the page. */

import { NoAnswerError } from "./sessionErrors.js";

const LIMIT_SECONDS = 10;

/**
 * @param {{fetch: typeof fetch, timers: {setTimeout: Function, clearTimeout: Function}}} parts
 * @returns {(url: string, init?: RequestInit) => Promise<Response>} rejects with what `fetch` throws
 * @throws {NoAnswerError} (as a rejection) when there is no answer within ten seconds
 */
export function createTimedFetch({ fetch, timers }) {
  return async function timedFetch(url, init) {
    const controller = new AbortController();
    const timer = timers.setTimeout(() => controller.abort(), LIMIT_SECONDS * 1000);
    try {
      return await fetch(url, { ...init, cache: "no-store", signal: controller.signal });
    } catch (error) {
      throw controller.signal.aborted ? new NoAnswerError(url, LIMIT_SECONDS) : error;
    } finally {
      timers.clearTimeout(timer);
    }
  };
}
