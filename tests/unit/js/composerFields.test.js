import assert from "node:assert/strict";
import test from "node:test";

import { createDraftFields, sameFields } from "../../../assets/static/js/draftFields.js";
import { addressOf, isInBook } from "../../../assets/static/js/composerPlace.js";
import { entryBody, tagsFrom } from "../../../assets/static/js/entryBody.js";
import { completions } from "../../../assets/static/js/tagWords.js";
import { addition, withTags } from "../../../assets/static/js/templates.js";
import { FIRST, openComposer } from "./draftDesk.js";

const HOW = { key: "k", writer: "w" };

class FakeInput extends EventTarget {
  constructor(name, value = "") {
    super();
    this.dataset = { draftField: name };
    this.defaultValue = value;
    this.value = value;
  }
}

test("what is not there is the same as nothing", () => {
  assert.equal(sameFields({ tags: "" }, {}), true);
  assert.equal(sameFields({ tags: "a" }, { tags: "a", category: "" }), true);
  assert.equal(sameFields({ tags: "a" }, { tags: "b" }), false);
  assert.equal(sameFields({}, { tags: " " }), false);
});

test("of posted fields those go that still say what was posted", () => {
  const inputs = [new FakeInput("tags", "pump"), new FakeInput("category", "Vacuum"), new FakeInput("happened")];
  const fields = createDraftFields(inputs);
  assert.deepEqual(fields.kept, { tags: "pump", category: "Vacuum" });
  inputs[0].value = "pump, seal";
  fields.cut({ tags: "pump", category: "Vacuum" });
  assert.deepEqual(fields.values, { tags: "pump, seal" });
  fields.show({ happened: "2026-09-21T10:00" });
  assert.deepEqual(fields.values, { happened: "2026-09-21T10:00" });
});

test("an entry is posted with what is filled in, and nothing else", () => {
  assert.deepEqual(entryBody({ text: "Pump", fields: {} }, "new", HOW), { text: "Pump", ...HOW });
  const fields = { category: " Vacuum ", tags: "pump,, seal ;x", reason: "wrong" };
  assert.deepEqual(entryBody({ text: "Pump", fields }, "amend-17", HOW), {
    text: "Pump", ...HOW, category: "Vacuum", tags: ["pump", "seal", "x"], reason: "wrong", amends: 17,
  });
  assert.equal(entryBody({ text: "Pump", fields: {} }, "reply-9", HOW).replies_to, 9);
  const posted = entryBody({ text: "Pump", fields: { happened: "2026-09-21T10:00" } }, "new", HOW);
  assert.equal(typeof posted.happened_at, "number");
  assert.equal(typeof posted.happened_offset, "number");
});

test("tags are what stands between the commas", () => {
  assert.deepEqual(tagsFrom(" pump, vacuum pump ;\nseal,"), ["pump", "vacuum pump", "seal"]);
  assert.deepEqual(tagsFrom(" , "), []);
});

test("a composer lies in the book, or at the entry it is about", () => {
  assert.deepEqual(["new", "amend-17", "reply-9"].map(addressOf), ["/", "/entries/17/amend", "/entries/9/reply"]);
  assert.deepEqual(["new", "amend-17"].map(isInBook), [true, false]);
});

test("the last tag is completed, those before it stay, and none is offered twice", () => {
  const words = ["pump", "Pulse", "vacuum"];
  assert.deepEqual(completions("pu", words), ["pump", "Pulse"]);
  assert.deepEqual(completions("pump, P", words), ["pump, Pulse"]);
  assert.deepEqual(completions("pump,v", words), ["pump, vacuum"]);
  assert.deepEqual(completions("x", words), []);
});

test("a template fills an empty field and comes after other words", () => {
  assert.equal(addition(" \n", "- [ ] a"), "- [ ] a");
  assert.equal(addition("Pump", "- [ ] a"), "\n\n- [ ] a");
  assert.equal(addition("Pump\n", "- [ ] a"), "\n- [ ] a");
});

test("a template's tags are added once, and what was typed is not tidied for nothing", () => {
  assert.equal(withTags("", ["a", "b"]), "a, b");
  assert.equal(withTags("A ,c", ["a", "b"]), "A, c, b");
  assert.equal(withTags("a ,", ["a"]), "a ,");
});

test("a changed field alone is unsaved until it is acknowledged, as words are", async () => {
  const desk = openComposer({ text: "Pump", version: 1 });
  desk.field.fields = { tags: "seal" };
  desk.keeper.input();
  assert.equal(desk.standing.state, "unsaved");
  await desk.time.wind(1);
  assert.equal(desk.standing.state, "saved");
  assert.deepEqual(desk.drafts.saves[0].body.fields, { tags: "seal" });
});

test("fields without words are saved too, and are called a draft", async () => {
  const desk = openComposer();
  desk.field.fields = { tags: "seal" };
  desk.keeper.input();
  await desk.time.wind(1);
  assert.deepEqual([desk.standing.state, desk.standing.blank], ["saved", false]);
});

test("posting empties the fields that were posted and keeps what was typed meanwhile", async () => {
  const desk = openComposer({ text: "Pump", fields: { tags: "seal", category: "Vacuum" }, version: 1 });
  const release = desk.drafts.hold();
  const posting = desk.keeper.post();
  desk.field.text = "Pump, and more";
  desk.field.fields = { ...desk.field.fields, tags: "seal, oil" };
  desk.keeper.input();
  release();
  await desk.time.wind(0.1);
  await posting;
  assert.deepEqual(desk.field.written, { text: ", and more", fields: { tags: "seal, oil" } });
  await desk.time.wind(2);
  assert.deepEqual(desk.drafts.saves.at(-1).body.fields, { tags: "seal, oil" });
  assert.notEqual(desk.drafts.saves.at(-1).body.id, FIRST);
});

test("another window's fields are taken over with its words", async () => {
  const desk = openComposer({ text: "Pump", version: 1 });
  Object.assign(desk.drafts.rows.get(FIRST), { fields: { tags: "seal" }, version: 2 });
  desk.keeper.heard({ kind: "saved", id: FIRST });
  await desk.time.wind(0.1);
  assert.deepEqual(desk.field.written, { text: "Pump", fields: { tags: "seal" } });
});

test("another window's save never touches an unsaved field", async () => {
  const desk = openComposer({ text: "Pump", version: 1 });
  Object.assign(desk.drafts.rows.get(FIRST), { fields: { tags: "seal" }, version: 2 });
  desk.keeper.heard({ kind: "saved", id: FIRST });
  desk.field.fields = { tags: "oil" };
  desk.keeper.input();
  await desk.time.wind(0.1);
  assert.deepEqual(desk.field.fields, { tags: "oil" });
});

test("what an amendment begins with is no draft until it is changed", async () => {
  const desk = openComposer({ text: "Pump 3", fields: { category: "Vacuum" }, place: "amend-17" });
  await desk.time.wind(5);
  assert.deepEqual([desk.standing.state, desk.drafts.calls.length], ["empty", 0]);
  desk.type("!");
  await desk.time.wind(1);
  assert.deepEqual([desk.standing.state, desk.drafts.saves[0].path], ["saved", "/api/drafts/amend-17"]);
});

test("fields are discarded and put back with the words", async () => {
  const desk = openComposer({ text: "Pump", fields: { tags: "seal" }, version: 1 });
  const discarding = desk.keeper.discard();
  await desk.time.wind(1);
  const id = await discarding;
  assert.equal(desk.field.isEmpty, true);
  const restoring = desk.keeper.restore(id);
  await desk.time.wind(1);
  assert.equal(await restoring, true);
  assert.deepEqual(desk.field.written, { text: "Pump", fields: { tags: "seal" } });
});
