// Elements of a page, made without HTML in strings: what comes out of a proof is text, and stays text.

/** An element with attributes and children; text children are text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** A panel with a heading, an element or the text of one, said aloud to who cannot see it. */
export function panel(kind, heading, ...children) {
  const title = typeof heading === "string" ? element("h3", {}, heading) : heading;
  return element("div", { class: `panel panel-${kind}`, role: kind === "err" ? "alert" : "status" }, title, ...children);
}

export const paragraph = (text, attributes = {}) => element("p", attributes, text);

/** Pairs of a name and a value. */
export function pairs(rows) {
  const list = element("dl", { class: "pairs" });
  for (const [name, value, isCode] of rows) {
    list.append(element("div", {}, element("dt", {}, name), element("dd", {}, isCode ? element("code", { class: "hash" }, value) : value)));
  }
  return list;
}

/** A bar with a sentence under it, for what takes long. */
export class Progress {
  constructor() {
    this.bar = element("progress", { max: "1" });
    this.line = element("p", { class: "small", role: "status" });
    this.box = element("div", { hidden: true }, this.bar, this.line);
    this.shown = 0;
  }

  /** Shows a sentence and, unless share is null, how much is done, at most some times a second. */
  show(text, share = null) {
    const now = performance.now();
    if (share !== null && share < 1 && now - this.shown < 100) return;
    this.shown = now;
    this.box.hidden = false;
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  hide() {
    this.box.hidden = true;
  }
}
