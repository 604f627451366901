/** `fetch` with a time limit, for the calls we make ourselves: a refresh that hangs must not hang the page. */

import { NoAnswerError } from "./sessionErrors.js";

const LIMIT_SECONDS = 10;

/**
 * @param {{fetch: typeof fetch, timers: {setTimeout: Function, clearTimeout: Function}, limit?: number}} parts `limit` in seconds; a file takes longer than words
 * @returns {(url: string, init?: RequestInit) => Promise<Response>} rejects with what `fetch` throws
 * @throws {NoAnswerError} (as a rejection) when there is no answer in time: ten seconds, or the *limit*
 */
export function createTimedFetch({ fetch, timers, limit = LIMIT_SECONDS }) {
  return async function timedFetch(url, init) {
    const controller = new AbortController();
    const timer = timers.setTimeout(() => controller.abort(), limit * 1000);
    try {
      return await fetch(url, { ...init, cache: "no-store", signal: controller.signal });
    } catch (error) {
      throw controller.signal.aborted ? new NoAnswerError(url, limit) : error;
    } finally {
      timers.clearTimeout(timer);
    }
  };
}
