import { describe, expect, it } from 'vitest';
import { changed, manyOf, oneOf, parseSearch, stringifySearch } from '../console/src/app/search.js';

/** Whatever a link of another site has in it, its search is the same once it was read and written. */
const HOSTILE = [
  '?constructor=1',
  '?toString=a&toString=b',
  '?hasOwnProperty=1&valueOf=2&isPrototypeOf=3',
  '?__proto__=1&__proto__=2&__proto__[x]=3',
  '?status=FAILED&status=%3Cscript%3E&q=',
  '?%00=%E0%A4%A&%E2%80%AE=%0d%0aset-cookie:%20a',
];

describe('the search of an address', () => {
  it.each(HOSTILE)('stays as it is once it was read and written: %s', (text) => {
    const once = stringifySearch(parseSearch(text));
    expect(stringifySearch(parseSearch(once))).toBe(once);
    expect(once).not.toContain('native+code');
  });

  it('has nothing that its address does not have', () => {
    const search = parseSearch('?constructor=1&__proto__=2');
    expect(search).toEqual({ constructor: '1' });
    expect(Object.getPrototypeOf(search)).toBe(Object.prototype);
  });

  it('keeps several values of a name in their order', () => {
    const search = parseSearch('?status=FAILED&status=CANCELED&job=a');
    expect(manyOf(search, 'status')).toEqual(['FAILED', 'CANCELED']);
    expect(oneOf(search, 'status')).toBe('CANCELED');
    expect(stringifySearch(changed(search, { status: [], job: 'b' }))).toBe('?job=b');
  });
});
