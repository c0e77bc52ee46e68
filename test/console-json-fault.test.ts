import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../console/src/ui/json-fault.js';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('where a text is no JSON', () => {
  it.each([
    ['', 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{"a": 1\n "b": 2}', 2, 2],
    ["{'a': 1}", 1, 2],
    ['[1, 2', 1, 6],
    ['"not closed', 1, 1],
    ['"a\nb"', 1, 3],
    ['01', 1, 2],
    ['{} {}', 1, 4],
    ['"\\x"', 1, 2],
  ])('finds the place in %j', (text, line, column) => {
    expect(isJson(text)).toBe(false);
    expect(jsonFault(text)).toMatchObject({ line, column });
  });

  it('finds nothing in any JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => jsonFault(text) === null));
  });

  it('judges as the parser does, whatever is changed in a text', () => {
    const texts = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '}', ']', '"', '\\', '0', '-', '.', '\n', '\u0085', '😀'),
    );
    fc.assert(
      fc.property(texts, ([json, place, put]) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + put + json.slice(at + 1);
        return (jsonFault(text) === null) === isJson(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses what would exhaust the stack', () => {
    expect(jsonFault('['.repeat(100_000))?.message).toContain('too deeply');
  });
});
