/** What a composer posts, from what is written in it. */

import { happenedAt } from "./happenedAt.js";

/** @returns {string[]} the tags in what somebody typed, separated by commas */
export function tagsFrom(typed) {
  return typed.split(/[,;\n]/).map((tag) => tag.trim()).filter(Boolean);
}

function refersTo(place) {
  const [kind, number] = place.split("-");
  return { amend: { amends: Number(number) }, reply: { replies_to: Number(number) } }[kind] ?? {};
}

/**
 * @param {{text: string, fields: Object<string, string>}} written
 * @param {string} place `new`, `amend-17` or `reply-9`
 * @param {{key: string, writer: string}} how
 * @returns {object} as POST /api/entries takes it; what is empty is left out
 */
export function entryBody({ text, fields }, place, { key, writer }) {
  const { category = "", tags = "", happened = "", reason = "" } = fields;
  const beside = Object.entries({ category: category.trim(), reason: reason.trim() }).filter(([, value]) => value !== "");
  const labels = tagsFrom(tags);
  return {
    text,
    key,
    writer,
    ...Object.fromEntries(beside),
    ...(labels.length > 0 ? { tags: labels } : {}),
    ...(happened === "" ? {} : happenedAt(happened)),
    ...refersTo(place),
  };
}
