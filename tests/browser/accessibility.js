/**
 * What keeps somebody from using a page: returns one sentence for each thing found. A script for tests:
 * an expression that is a function of nothing.
 */

() => {
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const seen = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const what = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const words = (ids) => (ids ?? "").split(/\s+/).filter(Boolean);

  function name(element) {
    const labelled = words(element.getAttribute("aria-labelledby")).map((id) => document.getElementById(id));
    const texts = [element.getAttribute("aria-label"), ...labelled.map((label) => label?.textContent)];
    const own = element.matches(FIELDS) ? [...element.labels].map((label) => label.textContent) : [element.textContent];
    return [...texts, ...own].join("").trim();
  }

  function unnamed() {
    return all(`a[href], button, summary, ${FIELDS}`)
      .filter((element) => seen(element) && !name(element))
      .map((element) => `has no name: ${what(element)}`);
  }

  function dangling() {
    return ["aria-labelledby", "aria-describedby", "aria-controls", "for"].flatMap((attribute) =>
      all(`[${attribute}]`)
        .filter((element) => words(element.getAttribute(attribute)).some((id) => !document.getElementById(id)))
        .map((element) => `${attribute} leads nowhere: ${what(element)}`),
    );
  }

  function twins() {
    const ids = all("[id]").map(({ id }) => id);
    return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => `id used twice: ${id}`);
  }

  function headings() {
    // What people write begins at the level they like.
    const ours = all("h1, h2, h3, h4, h5, h6").filter((heading) => !heading.closest(".prose"));
    const levels = ours.map(({ tagName }) => Number(tagName[1]));
    const ones = levels.filter((level) => level === 1).length;
    const skips = levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1);
    return [...(ones === 1 ? [] : [`${ones} headings of the first level`]), ...skips.map((level) => `a jump to h${level}`)];
  }

  function landmarks() {
    const missing = ["main", "header", "footer"].filter((tag) => all(`body > ${tag}`).length !== 1);
    const bare = [["lang", document.documentElement.lang], ["title", document.title]].filter(([, value]) => !value);
    return [...missing.map((tag) => `not one ${tag}`), ...bare.map(([part]) => `no ${part}`)];
  }

  function pictures() {
    return all("img:not([alt]), svg:not([aria-hidden=true], [role=img])").map((element) => `not described: ${what(element)}`);
  }

  const paint = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  function colour(text, under = [255, 255, 255]) {
    paint.fillStyle = `rgb(${under.join(" ")})`;
    paint.fillRect(0, 0, 1, 1);
    paint.fillStyle = text;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  function behind(element) {
    const under = element.parentElement ? behind(element.parentElement) : colour("Canvas");
    return colour(getComputedStyle(element).backgroundColor, under);
  }

  function faint() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Map();
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && seen(element) && !element.closest(".visually-hidden, :disabled")) {
        const back = behind(element);
        const [one, other] = [luminance(colour(getComputedStyle(element).color, back)), luminance(back)];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < 4.5) {
          found.set(what(element), contrast);
        }
      }
    }
    return [...found].map(([element, contrast]) => `contrast ${contrast.toFixed(2)}: ${element}`);
  }

  return [unnamed, dangling, twins, headings, landmarks, pictures, faint].flatMap((check) => check());
}
