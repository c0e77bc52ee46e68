import { describe, expect, it } from 'vitest';
import { entriesOf, pathKey, pathText, searchJson, visibleParts } from '../console/src/ui/json-tree.js';

const shown = (text: string) =>
  visibleParts(text)
    .map((part) => (part.isEscape ? `<${part.text}>` : part.text))
    .join('');

describe('a tree of JSON', () => {
  it('has entries where there is something in it, and none of plain values', () => {
    expect(entriesOf([1, 'a'])).toEqual([
      [0, 1],
      [1, 'a'],
    ]);
    expect(entriesOf({ a: null })).toEqual([['a', null]]);
    expect(['a', 1, true, null].map(entriesOf)).toEqual([null, null, null, null]);
  });

  it('writes a path as one would in a program', () => {
    expect(pathText(['pages', 3, 'odd name', '__proto__'])).toBe('$.pages[3]["odd name"].__proto__');
  });

  it('finds names and values in any case, and opens what leads to them', () => {
    const found = searchJson({ Url: 'x', list: [{ a: 'has URL' }, { a: 'no' }], n: 12 }, 'url');
    expect([...found.hits].sort()).toEqual([pathKey(['Url']), pathKey(['list', 0, 'a'])].sort());
    expect(found.opened).toEqual(new Set([pathKey([]), pathKey(['list']), pathKey(['list', 0])]));
    expect(searchJson([12, 120, 3], '12').hits.size).toBe(2);
  });

  it('stops at its bound and says so', () => {
    const found = searchJson(new Array(5_000).fill('same'), 'same');
    expect(found.isCapped).toBe(true);
    expect(found.hits.size).toBe(1_000);
  });

  it('is not exhausted by what is nested deeply', () => {
    let deep: unknown = 'needle';
    for (let level = 0; level < 1_000; level++) deep = [deep];
    expect(searchJson(deep, 'needle').hits.size).toBe(1);
  });

  it('writes out what cannot be seen or turns the text around, and nothing else', () => {
    expect(shown('a\u202eb\u0007')).toBe('a<\\u{202e}>b<\\u{0007}>');
    expect(shown('\u200bx\u2028')).toBe('<\\u{200b}>x<\\u{2028}>');
    expect(shown('two\nlines\tمرحبا 👩‍💻 <b>')).toBe('two\nlines\tمرحبا 👩‍💻 <b>');
    const flood = visibleParts('a\u202e'.repeat(50_000));
    expect(flood.length).toBeLessThan(5_000);
    expect(flood.map(({ text }) => text).join('')).toBe('a\\u{202e}'.repeat(50_000));
  });
});
