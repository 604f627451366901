/** A search through one page: what was asked for, the matches, and which of them is the current one. */

/** Returns the first index for which *holds* is true, where it is false before and true after it. */
function firstWhere(count, holds) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/**
 * @param {number} position 1 for the first match, 0 for none
 * @param {number} count
 * @param {string} query
 * @returns {string} how the search stands
 */
export function standing(position, count, query) {
  if (!query.trim()) {
    return "";
  }
  return count === 0 ? "Not found" : `${position} of ${count}`;
}

/**
 * @param {{read: () => PageText, marks: {showAll: Function, showCurrent: Function},
 *   reveal: (place: StaticRangeInit) => void, isPast: (place: StaticRangeInit) => boolean}} parts
 *   `isPast` tells whether a place lies above what is in view
 */
export function createFinder({ read, marks, reveal, isPast }) {
  let [query, text, matches, at] = ["", null, [], -1];
  /** Where the search goes on while somebody is still typing; null before the first match. */
  let from = null;

  const place = (match) => text.placeOf(match);
  const current = () => (matches[at] ? place(matches[at]) : null);

  function look() {
    text ??= read();
    matches = text.find(query);
    marks.showAll(matches.map(place));
  }

  function goTo(index) {
    at = index;
    marks.showCurrent(current());
    if (matches[at]) {
      from = matches[at].start;
      reveal(current());
    }
  }

  /** Goes round: after the last match comes the first. */
  function move(step) {
    if (matches.length > 0) {
      goTo((at + step + matches.length) % matches.length);
    }
  }

  return {
    /** Looks for other words, from the current match or else from what is in view. */
    search(words) {
      query = words;
      look();
      const ahead = ({ start }) => (from === null ? !isPast(place({ start, end: start + 1 })) : start >= from);
      const first = firstWhere(matches.length, (index) => ahead(matches[index]));
      goTo(matches.length > 0 ? first % matches.length : -1);
    },
    next: () => move(1),
    previous: () => move(-1),
    /** The page has changed. What is new comes in at its top, so the current match keeps its place from the end. */
    refresh() {
      const fromEnd = at < 0 ? Infinity : matches.length - at;
      text = null;
      look();
      at = Math.min(Math.max(matches.length - fromEnd, 0), matches.length - 1);
      from = matches[at]?.start ?? null;
      marks.showCurrent(current());
    },
    /**
     * Ends the search; the current match stays marked until `marks` are cleared.
     *
     * @returns {StaticRangeInit|null} where it stands
     */
    end() {
      const last = current();
      marks.showAll([]);
      [text, matches, at, from] = [null, [], -1, null];
      return last;
    },
    get standing() {
      return standing(at + 1, matches.length, query);
    },
    get count() {
      return matches.length;
    },
  };
}
