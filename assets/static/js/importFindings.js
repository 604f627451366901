/** What was found in a file somebody wants to import, in words and lists for the page. */

import { counted, countedEntries, grouped } from "./counted.js";

const FORMATS = { json: "an export of Shiftbook (JSON)", csv: "a table (CSV)", elog: "ELOG" };

/** @returns {string} "2026-11-26 14:03" of an ISO 8601 time */
function minuteOf(iso) {
  return iso.slice(0, 16).replace("T", " ");
}

/**
 * @param {object} found as `POST /api/import/examine` answers
 * @returns {[string, string][]} what is to be known of the file, each with its name
 */
export function factsOf(found) {
  const facts = [["This file is", FORMATS[found.format]], ["In it", countedEntries(found.entries)]];
  if (found.entries > 0) {
    facts.push(["Written", `${minuteOf(found.first_written)} to ${minuteOf(found.last_written)}`]);
  }
  if (found.files > 0) {
    facts.push(["Attached", counted(found.files, "file")]);
  }
  if (found.known_people.length > 0) {
    facts.push(["By people of this book", found.known_people.join(", ")]);
  }
  if (found.new_people.length > 0) {
    facts.push(["By people who become known", `${found.new_people.join(", ")} (they cannot sign in until you let them)`]);
  }
  if (found.entries > 0) {
    facts.push(["They come", found.as_it_was
      ? "exactly as they were, with their numbers and fingerprints"
      : "after the last entry, with new numbers; each says where it comes from"]);
  }
  return facts;
}

/** @returns {string} what the button does; empty if there is nothing it could do */
export function offerOf({ entries, fault_count: faults }) {
  if (entries === 0) {
    return "";
  }
  const them = countedEntries(entries);
  return faults > 0 ? `Import the ${them} that can be read` : `Import ${them}`;
}

function fillList(list, lines, count) {
  const all = count > lines.length ? [...lines, `and ${grouped(count - lines.length)} more`] : lines;
  list.replaceChildren(...all.map((line) => {
    const item = list.ownerDocument.createElement("li");
    item.textContent = line;
    return item;
  }));
}

/** Shows in *place* what was found. */
export function showFindings(place, found) {
  const document = place.ownerDocument;
  place.querySelector("[data-import-facts]").replaceChildren(...factsOf(found).flatMap(([name, words]) => {
    const [term, description] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    description.textContent = words;
    return [term, description];
  }));
  const faults = place.querySelector("[data-import-faults]");
  fillList(faults.querySelector("ol"), found.faults, found.fault_count);
  faults.hidden = found.fault_count === 0;
  const warnings = place.querySelector("[data-import-warnings]");
  warnings.querySelector("summary").textContent = counted(found.warning_count, "remark");
  fillList(warnings.querySelector("ol"), found.warnings, found.warning_count);
  warnings.hidden = found.warning_count === 0;
  const button = place.querySelector("[data-import-go]");
  button.textContent = offerOf(found);
  button.hidden = button.disabled = offerOf(found) === "";
  place.hidden = false;
  place.querySelector("h2").focus();
}
