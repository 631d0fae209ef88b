// Reads JSON whose meaning is the same for every reader. JSON.parse takes the last of two values of one name and
// rounds large numbers; here a name that comes twice is refused, and numbers stay as they are written.

const DEPTH = 16;

/** A number as it is written. */
class Literal {
  constructor(text) {
    this.text = text;
  }
}

/** Reads one value and nothing else. Objects become Maps. Throws a SyntaxError. */
export function parseJSON(text) {
  const reader = new Reader(text);
  const value = reader.value(DEPTH);
  if (reader.blank() < text.length) throw new SyntaxError("something after the value");
  return value;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** Passes over white space and tells where it ended. */
  blank() {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at++;
    return this.at;
  }

  /** Takes what the expression, a sticky one, matches here. */
  take(expression) {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text);
    if (!found) throw new SyntaxError(`unexpected at ${this.at}`);
    this.at = expression.lastIndex;
    return found[0];
  }

  takes(character) {
    const here = this.text[this.blank()] === character;
    if (here) this.at++;
    return here;
  }

  value(depth) {
    this.blank();
    switch (this.text[this.at]) {
      case "{": return this.object(depth);
      case "[": return this.list(depth);
      case '"': return this.string();
      case "t": return this.take(/true/y) === "true";
      case "f": return this.take(/false/y) !== "false";
      case "n": return this.take(/null/y) && null;
    }
    return new Literal(this.take(/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y));
  }

  string() {
    return JSON.parse(this.take(/"([^"\\\u0000-\u001f]|\\(["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y));
  }

  object(depth) {
    const fields = new Map();
    this.open(depth);
    if (this.takes("}")) return fields;
    do {
      this.blank();
      const name = this.string();
      if (fields.has(name) || !this.takes(":")) throw new SyntaxError(`the name ${name} comes twice or has no value`);
      fields.set(name, this.value(depth - 1));
    } while (this.takes(","));
    if (!this.takes("}")) throw new SyntaxError("an object without an end");
    return fields;
  }

  list(depth) {
    const items = [];
    this.open(depth);
    if (this.takes("]")) return items;
    do items.push(this.value(depth - 1)); while (this.takes(","));
    if (!this.takes("]")) throw new SyntaxError("a list without an end");
    return items;
  }

  open(depth) {
    if (depth === 0) throw new SyntaxError("nested too deep");
    this.at++;
  }
}

/** Fields of an object, each of the kind that is asked for; anything else throws a TypeError. */
export class Fields {
  constructor(map) {
    if (!(map instanceof Map)) throw new TypeError("not an object");
    this.map = map;
  }

  has(name) {
    return this.map.has(name);
  }

  text(name) {
    const value = this.map.get(name);
    if (typeof value !== "string") throw new TypeError(`${name} is not a text`);
    return value;
  }

  /** A whole number in plain decimals, at most most, which is a BigInt. */
  number(name, most) {
    const value = this.map.get(name);
    if (!(value instanceof Literal) || !/^[0-9]{1,20}$/.test(value.text) || BigInt(value.text) > most) {
      throw new TypeError(`${name} is not a whole number up to ${most}`);
    }
    return BigInt(value.text);
  }

  list(name) {
    const value = this.map.get(name);
    if (!Array.isArray(value)) throw new TypeError(`${name} is not a list`);
    return value;
  }

  texts(name) {
    const list = this.list(name);
    if (!list.every((item) => typeof item === "string")) throw new TypeError(`${name} is not a list of texts`);
    return list;
  }

  objects(name) {
    return this.list(name).map((item) => new Fields(item));
  }
}
