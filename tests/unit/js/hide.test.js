import assert from "node:assert/strict";
import test from "node:test";

import { startHiding } from "../../../assets/static/js/hide.js";
import { FakeButton } from "./fakeButton.js";
import { settle } from "./fakeTimers.js";

globalThis.FormData = class {};

class FakeForm extends EventTarget {
  constructor(reason) {
    super();
    this.dataset = { hide: "7" };
    this.elements = { reason: { value: reason } };
    this.outcome = { "[data-success]": {}, "[data-failure]": {}, "[type=submit]": new FakeButton() };
    this.querySelector = (selector) => this.outcome[selector];
    this.querySelectorAll = () => [];
  }
}

async function hide(answer) {
  const form = new FakeForm("a password");
  const [asked, location] = [[], { reloads: 0, reload() { this.reloads += 1; } }];
  async function secureFetch(path, { method, body }) {
    asked.push([method, path, body]);
    return answer;
  }
  startHiding(form, { secureFetch, location });
  form.dispatchEvent(new Event("submit", { cancelable: true }));
  await settle();
  return { form, asked, location };
}

const JSON_TYPE = { headers: { "Content-Type": "application/json" } };

test("sends the reason and shows the page anew", async () => {
  const { asked, location } = await hide(new Response("{}", JSON_TYPE));
  assert.deepEqual(asked, [["POST", "/api/entries/7/hide", '{"reason":"a password"}']]);
  assert.equal(location.reloads, 1);
});

test("a refusal is told and the page stays", async () => {
  const refused = JSON.stringify({ detail: "Only an administrator can do this." });
  const { form, location } = await hide(new Response(refused, { status: 403, ...JSON_TYPE }));
  assert.equal(form.outcome["[data-failure]"].textContent, "Only an administrator can do this.");
  assert.equal(location.reloads, 0);
});
