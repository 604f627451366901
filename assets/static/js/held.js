/** Calls that wait for the password: they go on together, or are refused together. */

/**
 * @returns {{wait: () => Promise<void>, release: () => void, refuse: (error: Error) => void}}
 */
export function createHeld() {
  let waiting = [];

  function end(how, value) {
    const ended = waiting;
    waiting = [];
    ended.forEach((one) => one[how](value));
  }

  return {
    wait: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
      }),
    release: () => end("resolve"),
    refuse: (error) => end("reject", error),
  };
}
