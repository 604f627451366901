import assert from "node:assert/strict";
import test from "node:test";

import { createFinder, standing } from "../../../assets/static/js/finder.js";
import { createCollection } from "../../../assets/static/js/pageText.js";

/** A finder in a page with this text; *seen* is where in it the view begins. */
function open(words, seen = 0) {
  const page = { words, seen, reads: 0, shown: [[], null], revealed: [] };
  const read = () => {
    page.reads += 1;
    const collection = createCollection();
    collection.add({ data: page.words });
    return collection.text();
  };
  const at = (place) => place?.startOffset ?? null;
  const marks = {
    showAll: (places) => { page.shown[0] = places.map(at); },
    showCurrent: (place) => { page.shown[1] = at(place); },
  };
  const reveal = (place) => page.revealed.push(at(place));
  const isPast = (place) => at(place) < page.seen;
  return { page, finder: createFinder({ read, marks, reveal, isPast }) };
}

test("all matches are marked, and the first one in view is the current one", () => {
  const { page, finder } = open("ab ab ab ab", 4);
  finder.search("ab");
  assert.deepEqual(page.shown, [[0, 3, 6, 9], 6]);
  assert.deepEqual(page.revealed, [6]);
  assert.equal(finder.standing, "3 of 4");
});

test("with none further down the search begins at the top", () => {
  const { page, finder } = open("ab ab", 4);
  finder.search("ab");
  assert.deepEqual(page.shown, [[0, 3], 0]);
});

test("more letters stay with the match they began at", () => {
  const { page, finder } = open("pump pen pump");
  finder.search("p");
  finder.next();
  finder.next();
  assert.equal(page.shown[1], 5);
  finder.search("pe");
  assert.equal(page.shown[1], 5);
  finder.search("pu");
  assert.equal(page.shown[1], 9);
});

test("a letter too many, taken back, leads back", () => {
  const { page, finder } = open("ab ab ab");
  finder.search("ab");
  finder.next();
  finder.search("abx");
  assert.deepEqual([page.shown, finder.standing], [[[], null], "Not found"]);
  finder.search("ab");
  assert.equal(finder.standing, "2 of 3");
});

test("next and previous go round", () => {
  const { finder } = open("ab ab ab");
  finder.search("ab");
  const seen = [finder.next, finder.next, finder.next, finder.previous, finder.previous].map((move) => {
    move();
    return finder.standing;
  });
  assert.deepEqual(seen, ["2 of 3", "3 of 3", "1 of 3", "3 of 3", "2 of 3"]);
});

test("next and previous do nothing where nothing was found", () => {
  const { page, finder } = open("ab");
  finder.search("x");
  finder.next();
  finder.previous();
  assert.deepEqual(page.revealed, []);
});

test("the page is read once for all letters, and again after it has changed", () => {
  const { page, finder } = open("ab");
  ["a", "ab", "a"].forEach((words) => finder.search(words));
  assert.equal(page.reads, 1);
  finder.refresh();
  assert.equal(page.reads, 2);
});

test("a new entry above leaves the current match where it is, and the page does not move", () => {
  const { page, finder } = open("ab ab ab");
  finder.search("ab");
  finder.next();
  page.revealed.length = 0;
  page.words = `new ab ${page.words}`;
  finder.refresh();
  assert.equal(page.shown[1], 10);
  assert.equal(finder.standing, "3 of 4");
  assert.deepEqual(page.revealed, []);
});

test("matches that come and go with the page are counted", () => {
  const { page, finder } = open("nothing");
  finder.search("ab");
  page.words = "ab ab";
  finder.refresh();
  assert.equal(finder.standing, "1 of 2");
  page.words = "nothing";
  finder.refresh();
  assert.equal(finder.standing, "Not found");
  assert.deepEqual(page.shown, [[], null]);
});

test("at its end only the current match is marked, and where it is is told", () => {
  const { page, finder } = open("ab ab");
  finder.search("ab");
  finder.next();
  assert.equal(finder.end().startOffset, 3);
  assert.deepEqual(page.shown, [[], 3]);
  assert.equal(finder.end(), null);
});

test("a search after that begins at what is in view", () => {
  const { page, finder } = open("ab ab ab");
  finder.search("ab");
  finder.end();
  page.seen = 6;
  finder.search("ab");
  assert.equal(page.shown[1], 6);
  assert.equal(page.reads, 2);
});

test("how a search stands is said in few words", () => {
  assert.equal(standing(3, 17, "pump"), "3 of 17");
  assert.equal(standing(0, 0, "pump"), "Not found");
  assert.equal(standing(0, 0, "  "), "");
});
