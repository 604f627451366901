/** What files are called and how large they are, in words. */

const UNITS = ["bytes", "KB", "MB", "GB"];

const two = (number) => String(number).padStart(2, "0");

/** @param {number} bytes */
export function sizeInWords(bytes) {
  let [size, unit] = [bytes, 0];
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return unit === 0 ? `${bytes} ${bytes === 1 ? "byte" : "bytes"}` : `${size < 10 ? size.toFixed(1) : Math.round(size)} ${UNITS[unit]}`;
}

/**
 * @param {File} file
 * @param {Date} now
 * @returns {string} its name; a picture out of the clipboard has none of its own
 */
export function pastedName(file, now) {
  if (file.name && !/^image\.\w+$/.test(file.name)) {
    return file.name;
  }
  const kind = file.type.replace(/^image\//, "").replace(/[^a-z0-9].*$/, "") || "png";
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `screenshot ${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}.${kind}`;
}
