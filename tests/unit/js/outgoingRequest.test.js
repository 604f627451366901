import assert from "node:assert/strict";
import test from "node:test";

import { outgoingRequest } from "../../../assets/static/js/outgoingRequest.js";
import { BodyNotReplayableError, CrossOriginError } from "../../../assets/static/js/sessionErrors.js";
import { FakeBrowser } from "./fakePage.js";
import { ORIGIN } from "./fakeServer.js";

const PAGE = { location: { href: `${ORIGIN}/entries/3?x=1`, origin: ORIGIN } };

const ELSEWHERE = [
  "https://example.org/api",
  "//example.org/api",
  "http://127.0.0.1.example.org:7000/",
  "http://127.0.0.1:7001/api",
  `${ORIGIN}@example.org/api`,
  "https://127.0.0.1:7000/api",
  "http://localhost:7000/api",
  "data:text/plain,hello",
  `blob:${ORIGIN}/5f0c`,
  new URL("https://example.org/api"),
  new Request("https://example.org/api"),
];

for (const input of ELSEWHERE) {
  test(`refuses ${input.url ?? input} and sends nothing`, async () => {
    const { server, secureFetch } = prepare();
    await assert.rejects(secureFetch(input), CrossOriginError);
    assert.equal(server.seen.length, 0);
  });
}

test("takes a path, a relative path, an address, a URL and a Request", () => {
  const address = `${ORIGIN}/entries/a`;
  for (const input of ["/entries/a", "a", address, new URL(address), new Request(address)]) {
    assert.equal(outgoingRequest(input, undefined, PAGE).request.url, address);
  }
});

test("init counts over the Request, as with fetch", () => {
  const input = new Request(`${ORIGIN}/a`, { method: "PUT", body: "x" });
  const { request, retry } = outgoingRequest(input, { method: "POST" }, PAGE);
  assert.deepEqual([request.method, retry.method], ["POST", "POST"]);
});

test("only the copy is marked", () => {
  const { request, retry } = outgoingRequest("/a", undefined, PAGE);
  assert.equal(request.headers.has("Shiftbook-Retry"), false);
  assert.equal(retry.headers.get("Shiftbook-Retry"), "1");
});

test("both say whose page is asking, where it is somebody's", () => {
  const { request, retry } = outgoingRequest("/a", undefined, { ...PAGE, person: "7" });
  assert.deepEqual([request, retry].map(({ headers }) => headers.get("Shiftbook-Person")), ["7", "7"]);
  assert.equal(outgoingRequest("/a", undefined, PAGE).request.headers.has("Shiftbook-Person"), false);
});

const form = new FormData();
form.append("name", "Ada");
const BODIES = {
  text: '{"text":"Pump 3 stopped"}',
  form,
  parameters: new URLSearchParams({ name: "Ada" }),
  bytes: new TextEncoder().encode("bytes"),
  blob: new Blob(["blob"], { type: "text/plain" }),
};

for (const [kind, body] of Object.entries(BODIES)) {
  test(`a POST with a ${kind} is sent again whole`, async () => {
    const { server, secureFetch } = prepare();
    server.expireAccess();
    const response = await secureFetch("/api/entries", { method: "POST", body });
    assert.equal(response.status, 200);
    await sentTwiceAlike(server);
  });
}

test("a Request with a body is sent again whole", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  const request = new Request(`${ORIGIN}/api/entries`, { method: "POST", body: "Pump 3 stopped" });
  assert.equal((await secureFetch(request)).status, 200);
  await sentTwiceAlike(server);
});

test("what the caller changes meanwhile is not sent", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  const body = new URLSearchParams({ text: "first" });
  const call = secureFetch("/api/entries", { method: "POST", body });
  body.set("text", "second");
  await call;
  assert.deepEqual(posts(server).map((request) => request.body), ["text=first", "text=first"]);
});

test("a stream is sent once; after the renewal the caller is told to send again", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  const body = new Blob(["stream"]).stream();
  const call = secureFetch("/api/entries", { method: "POST", body, duplex: "half" });
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof BodyNotReplayableError);
    assert.equal(error.response.status, 401);
    return true;
  });
  assert.equal(posts(server).length, 1);
  assert.equal(server.refreshes, 1);
});

test("a stream that meets no 401 is nobody's problem", async () => {
  const { secureFetch } = prepare();
  const body = new Blob(["stream"]).stream();
  const response = await secureFetch("/api/entries", { method: "POST", body, duplex: "half" });
  assert.equal(response.status, 200);
});

function posts(server) {
  return server.seen.filter((request) => request.path === "/api/entries");
}

async function sentTwiceAlike(server) {
  const [first, second, ...more] = posts(server);
  assert.deepEqual(more, []);
  assert.ok(first.body.length > 0);
  assert.equal(second.body, first.body);
  assert.deepEqual([first.retry, second.retry], [false, true]);
}

function prepare() {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open("/") };
}

test("says whose page asks, and for how many whole seconds nobody has touched it; both times it is sent", () => {
  const { request, retry } = outgoingRequest("/api", undefined, { ...PAGE, person: "7", idle: () => 12.9 });
  for (const copy of [request, retry]) {
    assert.deepEqual(["Person", "Idle"].map((name) => copy.headers.get(`Shiftbook-${name}`)), ["7", "12"]);
  }
});

test("a page of nobody says neither", () => {
  const { request } = outgoingRequest("/api", undefined, PAGE);
  assert.deepEqual([request.headers.has("Shiftbook-Person"), request.headers.has("Shiftbook-Idle")], [false, false]);
});
