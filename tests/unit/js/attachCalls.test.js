import assert from "node:assert/strict";
import test from "node:test";

import { createAttachCalls } from "../../../assets/static/js/attachCalls.js";
import { problem } from "./fakeServer.js";

const FILE = { size: 3 };
const DRAFT = { id: "a", ticket: "t" };
const kept = () => Response.json({ sha256: "s", name: "a.bin", size: 3 }, { status: 201 });

/** The calls of one composer, with a server that says by ticket, and by session, what it is told to. */
function line({ byTicket, bySession }) {
  const sent = [];
  const answering = (how, answer) => async (address, init) => {
    sent.push([how, new URL(address, "http://x").searchParams.get("ticket"), init.body]);
    return answer();
  };
  const calls = createAttachCalls({
    timedFetch: answering("ticket", byTicket),
    secureFetch: answering("session", bySession),
    place: "new",
  });
  return { calls, sent };
}

test("a file goes by its draft's ticket, which the end of the session does not stop", async () => {
  const { calls, sent } = line({ byTicket: kept });
  assert.equal((await calls.attach(FILE, "a.bin", DRAFT)).sha256, "s");
  assert.deepEqual(sent, [["ticket", "t", FILE]]);
});

test("a ticket that has run out is no reason to ask for the file again: the session carries it, whole", async () => {
  const refused = () => problem(401, "auth_required", {}, { type: "urn:shiftbook:ticket-refused" });
  const { calls, sent } = line({ byTicket: refused, bySession: kept });
  assert.equal((await calls.attach(FILE, "a.bin", DRAFT)).sha256, "s");
  assert.deepEqual(sent, [["ticket", "t", FILE], ["session", null, FILE]]);
});

test("where the session is over, too, the caller hears of it and may send the file again", async () => {
  const over = Object.assign(new Error("over"), { name: "SessionOverError" });
  const { calls } = line({ byTicket: kept, bySession: () => Promise.reject(over) });
  await assert.rejects(calls.attach(FILE, "a.bin", { id: "a", ticket: null }), over);
});

test("a refusal that is not the ticket's is told at once", async () => {
  const { calls, sent } = line({ byTicket: () => problem(507, "storage_full") });
  await assert.rejects(calls.attach(FILE, "a.bin", DRAFT), { code: "storage_full" });
  assert.equal(sent.length, 1);
});
