import assert from "node:assert/strict";
import test from "node:test";

import { createCollection, patternOf } from "../../../assets/static/js/pageText.js";

/** A page of blocks, each a list of pieces of text as elements inside a line cut them. */
function textOf(...blocks) {
  const collection = createCollection();
  const nodes = blocks.flatMap((block) => {
    const made = block.map((data) => ({ data }));
    made.forEach(collection.add);
    collection.endBlock();
    return made;
  });
  return { text: collection.text(), nodes };
}

/** What is written where *text* says that *query* is. */
function wordsAt(text, query) {
  return text.find(query).map((match) => {
    const { startContainer, startOffset, endContainer, endOffset } = text.placeOf(match);
    return [startContainer.data.slice(startOffset), endContainer.data.slice(0, endOffset)];
  });
}

test("capitals do not matter, in any script", () => {
  const { text } = textOf(["Pump PUMP pump"], ["ШЕВЧЕНКО Шевченко"]);
  assert.equal(text.find("pUmP").length, 3);
  assert.equal(text.find("шевченко").length, 2);
});

test("a match may begin in one element and end in another", () => {
  const { text, nodes } = textOf(["who has the ", "torque", " wrench?"]);
  assert.deepEqual(wordsAt(text, "the torque w"), [["the ", " w"]]);
  const { startContainer, endContainer } = text.placeOf(text.find("the torque w")[0]);
  assert.deepEqual([startContainer, endContainer], [nodes[0], nodes[2]]);
});

test("a match at the end of an element stays in it", () => {
  const { text, nodes } = textOf(["one ", "two", " three"]);
  const place = text.placeOf(text.find("two")[0]);
  assert.deepEqual(place, { startContainer: nodes[1], startOffset: 0, endContainer: nodes[1], endOffset: 3 });
});

test("nothing is found across two paragraphs", () => {
  const { text } = textOf(["valve open"], ["pump off"]);
  assert.deepEqual(text.find("open pump"), []);
  assert.deepEqual(text.find("openpump"), []);
});

test("spaces and line ends are the same to a reader", () => {
  const { text } = textOf(["Writing\n     as\u00a0Ada"]);
  assert.equal(text.find("writing as ada").length, 1);
  assert.equal(text.find("  writing  as ").length, 1);
});

test("a line may end in the middle of what is looked for", () => {
  const collection = createCollection();
  const nodes = [{ data: "the pump" }, { data: "2 is on" }];
  collection.add(nodes[0]);
  collection.endLine();
  collection.add(nodes[1]);
  assert.deepEqual(wordsAt(collection.text(), "pump 2"), [["pump", "2"]]);
});

test("an accent is found however it was written", () => {
  const { text } = textOf(["Jos\u00e9 and Jose\u0301"]);
  assert.equal(text.find("jos\u00e9").length, 2);
  assert.equal(text.find("jose\u0301").length, 2);
});

test("signs mean themselves", () => {
  const hostile = String.raw`.*+?^$ {}()|[]\ / - \d <b> "\u{41}"`;
  const { text } = textOf([hostile]);
  for (const sign of [...hostile.replaceAll(/\s/g, ""), hostile, "\\d", "(", "[]\\"]) {
    assert.ok(text.find(sign).length >= 1, sign);
  }
  assert.equal(text.find(".*+").length, 1);
  assert.equal(text.find(".").length, 1);
});

test("a letter outside the first plane is found whole", () => {
  const { text } = textOf(["a😀b"]);
  assert.deepEqual(text.find("😀"), [{ start: 1, end: 3 }]);
});

test("nothing is asked for: nothing is found", () => {
  assert.equal(patternOf(" \t"), null);
  assert.deepEqual(textOf(["a b"]).text.find(" "), []);
  assert.deepEqual(textOf().text.find("a"), []);
});
