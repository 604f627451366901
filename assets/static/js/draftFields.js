/** What stands beside the text in a composer: one value for each name, as it was typed. */

/**
 * @param {Object<string, string>} one
 * @param {Object<string, string>} other
 * @returns {boolean} whether the same stands in both; what is not there is empty
 */
export function sameFields(one, other) {
  return Object.keys({ ...one, ...other }).every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

/**
 * @param {{text: string, fields: object}} one
 * @param {{text: string, fields: object}} other
 * @returns {boolean} whether exactly the same is written
 */
export function sameWritten(one, other) {
  return one.text === other.text && sameFields(one.fields, other.fields);
}

/** Nothing at all. */
export const NOTHING = Object.freeze({ text: "", fields: Object.freeze({}) });

const filled = (entries) => Object.fromEntries(entries.filter(([, value]) => value !== ""));

/**
 * @param {HTMLInputElement[]} inputs each with the field's name in `data-draft-field`
 */
export function createDraftFields(inputs) {
  const nameOf = ({ dataset }) => dataset.draftField;

  function write(input, value) {
    if (input.value !== value) {
      input.value = value;
    }
  }

  return {
    get values() {
      return filled(inputs.map((input) => [nameOf(input), input.value]));
    },
    /** What the page came with. */
    get kept() {
      return filled(inputs.map((input) => [nameOf(input), input.defaultValue]));
    },
    show: (values) => inputs.forEach((input) => write(input, values[nameOf(input)] ?? "")),
    /** Empties those in which still stands what has just been posted. */
    cut: (posted) => inputs.filter((input) => input.value === posted[nameOf(input)]).forEach((input) => write(input, "")),
    onInput: (hear) => inputs.forEach((input) => input.addEventListener("input", hear)),
    onLeave: (hear) => inputs.forEach((input) => input.addEventListener("blur", hear)),
  };
}
