/** Where and why a text is no JSON. */
export interface JsonFault {
  message: string;
  line: number;
  column: number;
}

/** Nesting beyond it is refused before it can exhaust the stack. */
const MAX_DEPTH = 500;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const STRING_PART = /[^"\\\p{Cc}]+|[\u007f-\u009f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy;

class Fault extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Null where it is JSON. Browsers differ in what their parsers say of the place, so the place is looked for here. */
export function jsonFault(text: string): JsonFault | null {
  let at = 0;

  const skip = () => {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  };
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const expect = (char: string, message: string) => {
    skip();
    if (text.charAt(at) !== char)
      throw new Fault(at >= text.length ? `the text ends too early; ${message}` : message, at);
    at++;
  };
  const string = () => {
    const start = at;
    expect('"', 'a name in double quotes is expected');
    while (take(STRING_PART));
    const end = text.charAt(at);
    if (end === '"') at++;
    else if (end === '') throw new Fault('this string is not closed', start);
    else if (end === '\\') throw new Fault('an unknown escape', at);
    else throw new Fault('a line break or control character in a string must be escaped', at);
  };
  const list = (close: string, item: () => void) => {
    at++;
    skip();
    if (text.charAt(at) === close) {
      at++;
      return;
    }
    for (;;) {
      item();
      skip();
      if (text.charAt(at) === close) {
        at++;
        return;
      }
      expect(',', `a comma or ${close} is expected`);
      skip();
      if (text.charAt(at) === close) throw new Fault('a comma before the end', at);
    }
  };
  const value = (depth: number) => {
    skip();
    if (depth > MAX_DEPTH) throw new Fault('it is nested too deeply', at);
    const char = text.charAt(at);
    if (char === '{') {
      list('}', () => {
        skip();
        string();
        expect(':', 'a colon is expected');
        value(depth + 1);
      });
    } else if (char === '[') list(']', () => value(depth + 1));
    else if (char === '"') string();
    else if (!take(WORD) && !take(NUMBER)) {
      throw new Fault(
        char === '' ? 'a value is missing' : char === "'" ? 'strings are in double quotes' : 'no value',
        at,
      );
    }
  };

  try {
    value(0);
    skip();
    if (at < text.length) throw new Fault('there is more after the value', at);
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const before = text.slice(0, error.at);
    return {
      message: error.message,
      line: before.split('\n').length,
      column: error.at - before.lastIndexOf('\n'),
    };
  }
}
