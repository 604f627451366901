/** A button with just what `whileBusy` touches. */

export class FakeButton extends EventTarget {
  childNodes = [];
  dataset = {};
  style = {};
  getAttribute() {}
  setAttribute() {}
  removeAttribute() {}
  replaceChildren() {}
}
