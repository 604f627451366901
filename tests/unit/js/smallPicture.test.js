import assert from "node:assert/strict";
import test from "node:test";

import { drawSmall, startPictures } from "../../../assets/static/js/smallPicture.js";
import { settle } from "./fakeTimers.js";

const JPEG = new Blob(["a photo"], { type: "image/jpeg" });

function placeOf(address) {
  return { dataset: { address }, isConnected: true, shown: [], replaceChildren(...children) { this.shown = children; } };
}

function partsOf({ answer = () => new Response(JPEG), shrink = async () => ({ width: 427, height: 320, close() {} }) } = {}) {
  const [asked, drawn] = [[], []];
  return {
    asked,
    drawn,
    async secureFetch(address) {
      asked.push(address);
      return answer();
    },
    createImageBitmap: shrink,
    document: { createElement: (name) => ({ name, getContext: () => ({ drawImage: (small) => drawn.push(small) }) }) },
  };
}

test("a picture is asked for in small, drawn, and let go", async () => {
  const [place, asked] = [placeOf("/attachments/ab?name=p.jpg"), []];
  let closed = 0;
  const parts = partsOf({
    async shrink(blob, how) {
      asked.push([await blob.text(), how]);
      return { width: 427, height: 320, close: () => { closed += 1; } };
    },
  });
  await drawSmall(place, parts);
  assert.deepEqual(parts.asked, ["/attachments/ab?name=p.jpg"]);
  assert.deepEqual(asked, [["a photo", { resizeHeight: 320, resizeQuality: "medium" }]]);
  const [canvas] = place.shown;
  assert.deepEqual([canvas.name, canvas.width, canvas.height, parts.drawn.length, closed], ["canvas", 427, 320, 1, 1]);
});

test("what cannot be made small is shown whole", async () => {
  const place = placeOf("/attachments/ab?name=p.webp");
  await drawSmall(place, partsOf({ shrink: () => Promise.reject(new TypeError("InvalidStateError")) }));
  const [image] = place.shown;
  assert.deepEqual([image.name, image.src, image.alt], ["img", "/attachments/ab?name=p.webp", ""]);
});

for (const [what, answer] of [
  ["is damaged", () => new Response("{}", { status: 410 })],
  ["cannot be reached", () => Promise.reject(new TypeError("Failed to fetch"))],
]) {
  test(`of one that ${what} the name stays`, async () => {
    const place = placeOf("/attachments/ab?name=p.jpg");
    await drawSmall(place, partsOf({ answer }));
    assert.deepEqual(place.shown, []);
  });
}

function open(parts) {
  const [defined, watched] = [new Map(), new Set()];
  let see = null;
  class Observer {
    constructor(hear) {
      see = (...targets) => hear(targets.map((target) => ({ target, isIntersecting: true })));
    }
    observe(target) { watched.add(target); }
    unobserve(target) { watched.delete(target); }
  }
  class Part {
    childElementCount = 0;
    isConnected = true;
    replaceChildren() { this.childElementCount = 1; }
  }
  const page = { customElements: { get: (name) => defined.get(name), define: (name, made) => defined.set(name, made) },
    IntersectionObserver: Observer, HTMLElement: Part };
  startPictures(page, parts);
  const SmallPicture = defined.get("small-picture");
  const add = (address) => Object.assign(new SmallPicture(), { dataset: { address } });
  return { page, watched, add, see: (...targets) => see(...targets) };
}

test("pictures are drawn when they come near, one after the other", async () => {
  const waiting = [];
  const parts = partsOf({ answer: () => new Promise((resolve) => { waiting.push(() => resolve(new Response(JPEG))); }) });
  const { add, see, watched } = open(parts);
  const [one, other, far] = ["/1", "/2", "/3"].map(add);
  [one, other, far].forEach((place) => place.connectedCallback());
  see(one, other);
  await settle();
  assert.deepEqual([parts.asked, [...watched]], [["/1"], [far]]);
  waiting[0]();
  await settle();
  assert.deepEqual(parts.asked, ["/1", "/2"]);
});

test("one that has gone before its turn is not asked for, and one that is drawn is not drawn again", async () => {
  const parts = partsOf();
  const { add, see, watched } = open(parts);
  const [gone, drawn] = ["/1", "/2"].map(add);
  [gone, drawn].forEach((place) => place.connectedCallback());
  gone.isConnected = false;
  gone.disconnectedCallback();
  see(gone, drawn);
  await settle();
  await settle();
  drawn.connectedCallback();
  assert.deepEqual([parts.asked, watched.size], [["/2"], 0]);
});

test("a page that starts twice starts once", () => {
  const { page } = open(partsOf());
  startPictures(page, partsOf());
});
