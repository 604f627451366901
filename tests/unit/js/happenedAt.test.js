import assert from "node:assert/strict";
import test from "node:test";

import { happenedAt, oddTime } from "../../../assets/static/js/happenedAt.js";

const NOON = Date.UTC(2026, 10, 26, 12) / 1000;

function inZone(zone, act) {
  const before = process.env.TZ;
  process.env.TZ = zone;
  try {
    act();
  } finally {
    if (before === undefined) {
      delete process.env.TZ;
    } else {
      process.env.TZ = before;
    }
  }
}

const ZONES = [
  ["Etc/UTC", "2026-11-26T12:00", NOON, 0],
  ["Europe/Berlin", "2026-11-26T13:00", NOON, 60],
  ["Europe/Berlin", "2026-07-01T14:00:30", Date.UTC(2026, 6, 1, 12, 0, 30) / 1000, 120],
  ["America/St_Johns", "2026-11-26 08:30", NOON, -210],
  ["Asia/Kathmandu", "2026-11-26T17:45", NOON, 345],
];

for (const [zone, typed, at, offset] of ZONES) {
  test(`${typed} in ${zone} is an instant with the offset of that instant`, () => {
    inZone(zone, () => assert.deepEqual(happenedAt(typed), { happened_at: at, happened_offset: offset }));
  });
}

test("long ago is a time too", () => {
  inZone("Etc/UTC", () => assert.equal(happenedAt("0099-01-01T00:00").happened_at, Date.parse("0099-01-01T00:00Z") / 1000));
});

for (const typed of ["", "yesterday", "2026-02-30T10:00", "2026-13-01T10:00", "2026-11-26T24:00", "2026-11-26T10:60", "26.11.2026 10:00"]) {
  test(`"${typed}" is no time`, () => assert.equal(happenedAt(typed), null));
}

test("a time that lies in the future is called so, and the minute that has begun is not", () => {
  inZone("Etc/UTC", () => {
    const now = Date.UTC(2026, 10, 26, 12, 0, 30);
    assert.equal(oddTime("2026-11-26T12:00", now), "");
    assert.equal(oddTime("2026-11-26T12:01", now), "");
    assert.match(oddTime("2026-11-26T12:02", now), /lies in the future/);
    assert.match(oddTime("half a time", now), /no date and time.*leave it empty/);
    assert.equal(oddTime(" ", now), "");
  });
});
